// Every page in a browser: with JavaScript off and on, at the width of a desk and of a phone, light and dark; axe-core looks for faults.
// Needs: LEGATION_URL, the server's address; LEGATION_LOCKED_URL, the same behind a token, LEGATION_TOKEN; CHROMIUM, a browser.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import axe from "axe-core";
import { chromium } from "playwright-core";

const site = process.env.LEGATION_URL;
const locked = process.env.LEGATION_LOCKED_URL;
const article = "Japan on Thursday imposed sanctions on Belarus. “We will not wait,” Japanese Foreign Minister Toshimitsu Motegi said.";

/** What a program gets at an address. */
async function json(path) {
  const answer = await fetch(new URL(path, site), { headers: { accept: "application/json" } });
  assert.equal(answer.status, 200, path);
  return answer.json();
}

const { document, meeting } = (await json("/meetings?dyad=USA-CHN&limit=1")).records[0];

// Name, address, words that the page must show without JavaScript, status.
const pages = [
  ["home", "/", /USA|United States/],
  ["search", "/search?q=USA+China+tariffs", /tariffs/i],
  ["events", "/events?dyad=USA-CHN", /tariffs|duties/i],
  ["statements", "/statements", /said|word/i],
  ["document", `/documents/${document.id}`, /soybeans/],
  ["dyads", "/dyads", /China/],
  ["dyad", "/dyads/USA-CHN", /tariffs|duties/i],
  ["meeting", `/meetings/${meeting.id}`, /not mentioned|Xi/],
  ["commitments", "/commitments", /boats/],
  ["meetings", "/meetings", /Xi|van Klaveren/],
  ["accounts", "/accounts", /Xi|China|CHN/],
  ["calendar", "/calendar", /2026/],
  ["documents", "/documents", /boats/],
  ["read", "/read", /read/i],
  ["api", "/api", /cursor/],
  ["login", "/login", /token/i],
  ["problem", "/events?dyad=nonsense", /not two countries/, 400],
  ["nowhere", "/no-such-page", /there is no page/i, 404],
];
const widths = [1280, 390];

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
});
after(async () => browser?.close());

/** Opens a page of its own, tells whether it does what it should, and closes it. */
async function look(options, work) {
  const context = await browser.newContext(options);
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Opens an address that must answer with a status; collects what the browser complains of. */
async function open(page, address, status = 200) {
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => { complaints.push(`a dialog: ${dialog.message()}`); return dialog.dismiss(); });
  const foreign = [];
  page.on("request", (request) => new URL(request.url()).origin !== new URL(address).origin && foreign.push(request.url()));
  const answer = await page.goto(address, { waitUntil: "load" });
  assert.equal(answer.status(), status, address);
  // The browser tells of a page that is an error itself; that is no fault of the page.
  const own = () => complaints.filter((words) => !(status >= 400 && /the server responded with a status of/i.test(words)));
  return { complaints: own, foreign };
}

/** What sticks out at the right, if anything does. */
const wide = () => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const out = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > room + 1);
  return [`${document.documentElement.scrollWidth} > ${room}`, ...out.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
};

/** The faults that axe-core calls serious or critical. */
async function faults(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  return grave.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join(" | ")}`);
}

for (const [name, path, words, status] of pages) {
  describe(name, () => {
    test("says what it has to say with JavaScript off", () =>
      look({ javaScriptEnabled: false }, async (page) => {
        await open(page, site + path, status);
        const main = page.locator("main");
        assert.match(await main.innerText(), words);
        assert.equal(await page.locator("h1").count(), 1, "one heading says what the page is");
        assert.ok((await page.title()).length > 10, await page.title());
      }));

    for (const colorScheme of ["light", "dark"]) {
      for (const width of widths) {
        test(`has no fault at ${width} px, ${colorScheme}`, () =>
          look({ viewport: { width, height: 900 }, colorScheme }, async (page) => {
            const { complaints, foreign } = await open(page, site + path, status);
            assert.match(await page.locator("main").innerText(), words);
            assert.deepEqual(await page.evaluate(wide), [], "nothing sticks out");
            assert.deepEqual(await faults(page), []);
            assert.deepEqual(foreign, [], "nothing is fetched from elsewhere");
            assert.deepEqual(complaints(), []);
          }));
      }
    }
  });
}

describe("a visitor", () => {
  test("finds when the United States and China last spoke in two clicks", () =>
    look({}, async (page) => {
      await open(page, `${site}/`);
      const way = page.locator('a[href="/dyads/USA-CHN"], a[href="/dyads/CHN-USA"]').first();
      await way.click();
      assert.match(await page.locator("main").innerText(), /14 April 2026|10 November 2026/);
    }));

  test("comes to the content by the first press of the tab key", () =>
    look({}, async (page) => {
      await open(page, `${site}/events`);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
    }));

  test("pastes an article and sees it read, with JavaScript off too", () =>
    look({ javaScriptEnabled: false }, async (page) => {
      await open(page, `${site}/read`);
      await page.locator("main textarea").first().fill(article);
      await page.locator("main form button").first().click();
      assert.match(await page.locator("main").innerText(), /SANCTION/);
    }));

  test("asks for a dyad by the form of the events", () =>
    look({ javaScriptEnabled: false }, async (page) => {
      await open(page, `${site}/events`);
      await page.locator(".filter summary").click();
      await page.locator('.filter input[name="dyad"]').fill("JPN-BLR");
      await page.locator(".filter button").click();
      const text = await page.locator("main").innerText();
      assert.match(text, /sanctions/);
      assert.doesNotMatch(text, /boats/);
    }));
});

describe("an article that means it ill", () => {
  test("is shown as text, runs nothing and links nowhere", () =>
    look({}, async (page) => {
      const [evil] = (await json("/documents?text=Macron")).documents;
      const { complaints } = await open(page, `${site}/documents/${evil.id}`);
      assert.match(await page.locator("h1").innerText(), /<script>alert\('x'\)<\/script>/);
      assert.equal(await page.locator('a[href^="javascript:"], main script, main img, svg[onload]').count(), 0);
      assert.deepEqual(complaints(), []);
    }));
});

describe("a server with a token", () => {
  test("lets a browser in by its form, keeps it in, and lets it out again", () =>
    look({ javaScriptEnabled: false }, async (page) => {
      await open(page, `${locked}/events?dyad=USA-CHN`, 401);
      await page.locator('input[name="token"]').fill("not the token");
      await page.locator("main button").click();
      assert.match(await page.locator('[role="alert"]').innerText(), /not the token/);
      await page.locator('input[name="token"]').fill(process.env.LEGATION_TOKEN);
      await page.locator("main button").click();
      assert.equal(page.url(), `${locked}/events?dyad=USA-CHN`);
      await page.goto(`${locked}/commitments`);
      assert.match(await page.locator("main").innerText(), /boats/);
      const [cookie] = await page.context().cookies();
      assert.ok(cookie.httpOnly && cookie.sameSite === "Strict");
      await page.goto(`${locked}/login`);
      await page.locator("main button").click();
      assert.equal((await page.goto(`${locked}/events`)).status(), 401);
    }));

  test("has a way in without a fault", () =>
    look({ viewport: { width: 390, height: 900 } }, async (page) => {
      await open(page, `${locked}/events`, 401);
      assert.deepEqual(await faults(page), []);
      assert.deepEqual(await page.evaluate(wide), []);
    }));
});
