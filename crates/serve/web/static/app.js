// Pages work without this; it makes them quicker to use.
"use strict";
document.documentElement.classList.add("js");

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

// An article: words open their record beside the text, and the text stays where it is.
class Article {
  constructor(root) {
    this.text = root.querySelector(".text");
    this.lists = root.querySelector(".lists");
    this.records = new Map(all(".record", root).map((record) => [record.id, record]));
    this.pieces = all(".mark, .piece", this.text);
    this.marks = new Map();
    for (const mark of all(".mark", this.text)) {
      for (const id of mark.dataset.records.split(" ")) this.marks.set(id, [...(this.marks.get(id) ?? []), mark]);
    }
    this.order = [...this.records.values()];
    this.current = null;
    this.origin = null;
    for (const record of this.order) {
      record.prepend(make("button", { className: "close", type: "button", textContent: "Close", onclick: () => this.close() }));
      record.querySelector(".open").setAttribute("aria-expanded", "false");
    }
    root.addEventListener("click", (event) => this.click(event));
    for (const kind of ["mouseover", "focusin"]) root.addEventListener(kind, (event) => this.point(event.target.closest?.(".to")));
    for (const kind of ["mouseout", "focusout"]) root.addEventListener(kind, (event) => event.target.closest?.(".to") && this.point(null));
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => this.chooser && !this.chooser.contains(event.target) && this.choose(null));
    window.addEventListener("hashchange", () => this.follow());
    this.follow();
  }

  follow() {
    const record = this.records.get(location.hash.slice(1));
    if (!record) return;
    this.show(record);
    this.marks.get(record.id)?.[0].scrollIntoView({ block: "center" });
  }

  click(event) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a");
    if (!link) return;
    if (link.matches(".mark")) {
      const records = link.dataset.records.split(" ").map((id) => this.records.get(id));
      event.preventDefault();
      event.stopPropagation();
      this.origin = link;
      this.show(records[0]);
      this.choose(records.length > 1 ? records : null, link);
    } else if (link.matches(".to")) {
      event.preventDefault();
      this.reveal(link);
    } else if (link.matches(".open")) {
      const record = this.records.get(link.hash.slice(1));
      event.preventDefault();
      this.origin = link;
      if (record === this.current) this.close();
      else this.show(record);
      // Beside the text its words come into view too; where the record covers half a phone's screen the reader stays where he is.
      if (this.current && this.beside()) this.reveal(this.range(record));
      this.point(null);
    }
  }

  // Opens a record, and shows all words that it rests on.
  show(record, focus = false) {
    this.hide();
    this.current = record;
    const kind = [...record.classList].find((name) => name !== "record" && name !== "current");
    record.classList.add("current");
    record.querySelector(".open").setAttribute("aria-expanded", "true");
    for (const mark of this.marks.get(record.id) ?? []) mark.classList.add("on", kind);
    if (this.beside()) {
      const head = this.lists.querySelector(".kinds").offsetHeight;
      this.lists.scrollTop += record.getBoundingClientRect().top - this.lists.getBoundingClientRect().top - head;
    }
    history.replaceState(null, "", `#${record.id}`);
    if (focus) record.querySelector(".open").focus({ preventScroll: true });
  }

  // Whether the lists stand beside the text, not under it.
  beside() {
    return getComputedStyle(this.lists).overflowY === "auto";
  }

  hide() {
    if (!this.current) return;
    this.current.classList.remove("current");
    this.current.querySelector(".open").setAttribute("aria-expanded", "false");
    for (const mark of all(".on", this.text)) mark.className = "mark";
    this.current = null;
  }

  close() {
    this.choose(null);
    this.hide();
    history.replaceState(null, "", location.pathname + location.search);
    this.origin?.focus({ preventScroll: true });
  }

  // Shows the words of one field.
  point(link) {
    for (const piece of all(".field", this.text)) piece.classList.remove("field");
    if (!link) return [];
    const [from, to] = [Number(link.dataset.from), Number(link.dataset.to)];
    const words = this.pieces.filter((piece) => Number(piece.id.slice(1)) >= from && Number(piece.dataset.end) <= to);
    for (const piece of words) piece.classList.add("field");
    return words;
  }

  reveal(link) {
    const [first] = this.point(link);
    const box = first?.getBoundingClientRect();
    const bottom = this.beside() ? innerHeight : innerHeight * 0.45;
    if (box && (box.top < 0 || box.bottom > bottom)) scrollBy({ top: box.top - bottom / 3 });
  }

  // Where words are in several records: which one is meant.
  choose(records, link) {
    this.chooser?.remove();
    this.chooser = null;
    if (!records) return;
    const chooser = make("div", { className: "chooser" });
    chooser.setAttribute("role", "menu");
    chooser.setAttribute("aria-label", "These words are in several records");
    for (const record of records) {
      const kind = record.classList[1];
      const label = `${kind} ${record.querySelector(".label").textContent}: ${record.querySelector(".open").textContent}`;
      const button = make("button", { type: "button", textContent: label.replace(/\s+/g, " "), onclick: () => this.chosen(record) });
      button.setAttribute("role", "menuitem");
      button.addEventListener("focus", () => this.show(record));
      chooser.append(button);
    }
    const box = link.getClientRects()[0];
    this.text.closest("main").append(chooser);
    // Inside the column of the text, so that the record beside it stays in view.
    const right = this.text.getBoundingClientRect().right - chooser.offsetWidth;
    chooser.style.left = `${Math.max(8, Math.min(box.left, right)) + scrollX}px`;
    chooser.style.top = `${box.bottom + scrollY + 6}px`;
    this.chooser = chooser;
    chooser.firstChild.focus({ preventScroll: true });
  }

  chosen(record) {
    this.choose(null);
    this.show(record);
    this.origin?.focus({ preventScroll: true });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    if (event.key === "Escape" && (this.chooser || this.current)) {
      const chooser = this.chooser;
      if (chooser) this.choose(null);
      else this.close();
      if (chooser) this.origin?.focus({ preventScroll: true });
      return;
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    if (this.chooser) {
      const buttons = [...this.chooser.children];
      const at = buttons.indexOf(document.activeElement);
      buttons[(at + step + buttons.length) % buttons.length].focus({ preventScroll: true });
      event.preventDefault();
    } else if (this.current && (event.key === "ArrowRight" || event.key === "ArrowLeft" || this.lists.contains(event.target))) {
      const next = this.order[this.order.indexOf(this.current) + step];
      if (next) {
        this.show(next, true);
        this.reveal(this.range(next));
        this.point(null);
      }
      event.preventDefault();
    }
  }

  // The first words of a record, as a field would name them.
  range(record) {
    const [mark] = this.marks.get(record.id) ?? [];
    return { dataset: { from: mark?.id.slice(1) ?? -1, to: mark?.dataset.end ?? -1 } };
  }
}

const reading = document.querySelector(".reading");
if (reading) new Article(reading);

// A file may be dropped on the field for text.
const paste = document.querySelector(".paste");
if (paste) {
  const text = paste.querySelector("textarea");
  const file = paste.querySelector("input[type=file]");
  paste.querySelector(".drop-hint").hidden = false;
  const over = (is) => text.classList.toggle("over", is);
  text.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    over(true);
  });
  text.addEventListener("dragleave", () => over(false));
  text.addEventListener("drop", (event) => {
    over(false);
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    text.value = "";
    file.files = event.dataTransfer.files;
    file.focus();
  });
  paste.addEventListener("submit", () => {
    const button = paste.querySelector("button");
    button.textContent = "Reading…";
    button.setAttribute("aria-busy", "true");
  });
}
