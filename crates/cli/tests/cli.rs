//! The program as people run it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn legation(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_legation")).args(arguments).output().expect("the program runs")
}

fn piped(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_legation"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(input).expect("the program reads");
    child.wait_with_output().expect("the program ends")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("a file is written");
    path.display().to_string()
}

fn example() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/leaders-call.txt").display().to_string()
}

#[test]
fn the_example_has_all_five_kinds_of_record() {
    let output = legation(&["read", &example(), "--published", "2026-05-12", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let reading: serde_json::Value = serde_json::from_str(&out(&output)).expect("it is JSON");
    for kind in ["events", "statements", "commitments", "meetings", "accounts", "notes"] {
        assert!(!reading[kind].as_array().expect("a list").is_empty(), "no {kind}");
    }
}

#[test]
fn a_page_is_plain_when_it_is_piped() {
    let output = legation(&["read", &example(), "--published", "2026-05-12"]);
    let page = out(&output);
    for section in ["Events", "Statements", "Commitments", "Meetings", "Account of one meeting", "not mentioned", "Notes"] {
        assert!(page.contains(section), "no {section} in\n{page}");
    }
    assert!(!page.contains('\u{1b}'), "colour in a pipe");
}

#[test]
fn csv_has_a_row_an_event() {
    let output = legation(&["read", &example(), "--published", "2026-05-12", "--format", "csv"]);
    let table = out(&output);
    assert!(table.starts_with("document,title,publisher,published,event_id,type,modes,"), "{table}");
    let json = legation(&["read", &example(), "--published", "2026-05-12", "--format", "json"]);
    let reading: serde_json::Value = serde_json::from_str(&out(&json)).expect("it is JSON");
    let rows = csv::Reader::from_reader(table.as_bytes()).records().count();
    assert_eq!(rows, reading["events"].as_array().expect("a list").len());
    for records in ["statements", "commitments", "meetings"] {
        let output = legation(&["read", &example(), "--format", "csv", "--records", records]);
        assert!(csv::Reader::from_reader(out(&output).as_bytes()).records().all(|row| row.is_ok()), "{records}");
    }
}

#[test]
fn json_lines_keep_order_and_skip_what_is_broken() {
    let lines = b"{\"id\":\"a\",\"text\":\"Peru condemned Chile.\"}\nnot json\n\n{\"id\":2,\"text\":\"\"}\n{\"id\":\"c\"}\n{\"id\":\"d\",\"text\":\"x\",\"published\":\"soon\"}\n{\"id\":\"e\",\"text\":\"Malta thanked Norway.\",\"published\":\"2026-03-04T10:00:00+01:00\"}\n";
    let output = piped(&["read", "--from", "jsonl", "--format", "jsonl", "-"], lines);
    assert_eq!(output.status.code(), Some(1));
    let found: Vec<String> = out(&output)
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("a line is JSON")["document"]["ref"]
                .as_str()
                .expect("a string")
                .to_owned()
        })
        .collect();
    assert_eq!(found, ["a", "2", "e"]);
    let told = err(&output);
    for part in ["line 2", "line 5", "line 6", "neither \"text\" nor \"html\"", "soon"] {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
}

#[test]
fn threads_do_not_change_the_output() {
    let line = "{\"id\":\"x\",\"text\":\"Emmanuel Macron met Olaf Scholz in Paris. They agreed to meet again in May.\",\"published\":\"2024-03-04\"}\n";
    let input = line.repeat(150);
    let one = piped(&["read", "--from", "jsonl", "--format", "jsonl", "--threads", "1", "-"], input.as_bytes());
    let two = piped(&["read", "--from", "jsonl", "--format", "jsonl", "--threads", "2", "-"], input.as_bytes());
    assert_eq!(one.stdout, two.stdout);
    assert_eq!(out(&one).lines().count(), 150);
}

#[test]
fn several_files_and_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    file(folder.path(), "b.txt", b"Peru condemned Chile.");
    file(folder.path(), "a.md", b"# Talks\n\nMalta *thanked* Norway.");
    file(folder.path(), ".hidden", b"no");
    let output = legation(&["read", &folder.path().display().to_string(), "--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let titles: Vec<serde_json::Value> = out(&output)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["document"]["title"].clone())
        .collect();
    assert_eq!(titles, [serde_json::json!("Talks"), serde_json::Value::Null]);
    let array = legation(&["read", &folder.path().display().to_string(), "--format", "json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&out(&array)).expect("JSON").as_array().map(Vec::len), Some(2));
}

/// Every way in which a file can be bad has a message or a note, and the good file beside it is read.
#[test]
fn bad_files_are_told_and_skipped() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = file(folder.path(), "good.txt", b"Peru condemned Chile.");
    let binary = file(folder.path(), "picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR");
    let missing = folder.path().join("god.txt").display().to_string();
    let output = legation(&["read", &missing, &binary, &good, "--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(out(&output).lines().count(), 1);
    let told = err(&output);
    assert!(told.contains("god.txt") && told.contains("No such file"), "{told}");
    assert!(told.contains("picture.png") && told.contains("binary"), "{told}");
}

#[test]
fn odd_files_are_noted() {
    let folder = tempfile::tempdir().expect("a folder");
    let note = |name: &str, bytes: &[u8]| {
        let output = legation(&["read", &file(folder.path(), name, bytes), "--format", "jsonl"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", err(&output));
        out(&output)
    };
    assert!(note("empty.txt", b"").contains("\"kind\":\"empty\""));
    assert!(
        note(
            "broken.txt",
            "Perú y más: ñ á é í ó ú Peru condemned Chile \u{e9}".as_bytes().iter().copied().chain([0xff]).collect::<Vec<u8>>().as_slice()
        )
        .contains("\"kind\":\"encoding\"")
    );
    assert!(note("shell.html", b"<html><head><title>x</title></head><body></body></html>").contains("\"kind\":\"no-article\""));
    let long = "the talks went on and ".repeat(4600);
    assert!(long.len() > 100_000);
    assert!(note("long.txt", long.as_bytes()).contains("\"kind\":\"too-long\""));
    assert!(note("french.txt", "La Chine et la France ont signé un accord de coopération économique à Paris lundi, ont annoncé les deux gouvernements dans un communiqué commun.".as_bytes()).contains("\"kind\":\"not-english\""));
    assert!(note("undated.txt", b"Peru condemned Chile.").contains("\"kind\":\"no-date\""));
}

#[test]
fn a_file_of_fifty_megabytes_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    // Mostly blank lines: its size is what is tried, not the reader's patience.
    let mut bytes = vec![b'\n'; 50 << 20];
    bytes.extend_from_slice(b"Peru condemned Chile.");
    let output = legation(&["read", &file(folder.path(), "large.txt", &bytes), "--format", "csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).contains("ACCUSE"));
}

#[test]
fn plain_text_comes_back_as_it_went_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "First line.\r\n\r\n  Second “line”. \n\n\n";
    let output = legation(&["extract", "--format", "jsonl", &file(folder.path(), "a.txt", text.as_bytes())]);
    let line: serde_json::Value = serde_json::from_str(out(&output).trim()).expect("JSON");
    assert_eq!(line["text"], text);
}

#[test]
fn pages_give_their_text_and_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let paragraph = "<p>The foreign ministers of Peru and Chile met in Lima on Tuesday to discuss the dispute over fishing rights, officials from both countries said, and agreed to meet again next month.</p>";
    let page = format!(
        "<!doctype html><html><head><title>Talks in Lima</title><meta property=\"article:modified_time\" content=\"2026-03-09T10:00:00Z\"><meta property=\"article:published_time\" content=\"2026-03-04T23:30:00-05:00\"></head><body><nav>Home News Sport</nav><article><h1>Talks in Lima</h1>{}</article><footer>Contact us</footer></body></html>",
        paragraph.repeat(4)
    );
    let output = legation(&["extract", "--format", "jsonl", &file(folder.path(), "a.html", page.as_bytes())]);
    let line: serde_json::Value = serde_json::from_str(out(&output).trim()).expect("JSON");
    assert_eq!(line["published"], "2026-03-04");
    assert_eq!(line["published_basis"], "meta");
    let text = line["text"].as_str().expect("text");
    assert!(text.contains("fishing rights") && !text.contains("Contact us"), "{text}");
}

#[test]
fn why_gives_the_derivation() {
    let json = legation(&["read", &example(), "--published", "2026-05-12", "--format", "json"]);
    let reading: serde_json::Value = serde_json::from_str(&out(&json)).expect("JSON");
    let event = &reading["events"][0];
    let id = event["id"].as_str().expect("an id");
    let output = legation(&["why", &example(), &id[..8], "--published", "2026-05-12"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).contains(event["because"]["rule"].as_str().expect("a rule")));
    let unknown = legation(&["why", &example(), "ffffffffffffffff"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("hint: its records are"));
}

#[test]
fn explain_knows_the_codebook() {
    let consult = out(&legation(&["explain", "CONSULT"]));
    for part in ["Definition", "Use when", "Not when", "phone", "1 verbal cooperation"] {
        assert!(consult.contains(part), "no {part} in {consult}");
    }
    assert!(out(&legation(&["explain", "042"])).contains("CONSULT"));
    let typo = legation(&["explain", "CONSLUT"]);
    assert_eq!(typo.status.code(), Some(2));
    assert!(err(&typo).contains("CONSULT"), "{}", err(&typo));
}

#[test]
fn relate_answers_for_every_pair() {
    let lines = "{\"id\":1,\"text\":\"Peru condemned Chile’s raid.\",\"source\":[[0,4]],\"target\":[[15,20]]}\n{\"id\":2,\"text\":\"Hm.\",\"source\":[],\"target\":[]}\n";
    let output = piped(&["relate", "-"], lines.as_bytes());
    let answers: Vec<serde_json::Value> = out(&output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers[0]["type"], "ACCUSE");
    for answer in &answers {
        let sum: f64 = answer["types"].as_object().expect("types").values().filter_map(serde_json::Value::as_f64).sum();
        assert!((sum - 1.0).abs() < 0.01, "{answer}");
    }
}

#[test]
fn compare_puts_two_accounts_side_by_side() {
    let folder = tempfile::tempdir().expect("a folder");
    let ours = file(folder.path(), "paris.txt", b"President Emmanuel Macron spoke by phone today with President Recep Tayyip Erdogan of Turkey. The President stressed the need to protect migrants. He welcomed the grain deal.");
    let theirs = file(folder.path(), "ankara.txt", b"President Recep Tayyip Erdogan spoke by phone today with President Emmanuel Macron of France. The President stressed that the grain deal must be extended. He condemned the burning of books.");
    let output = legation(&["compare", &ours, &theirs, "--published", "2023-05-04", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let accounts: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
    let rows = accounts["accounts"][0]["rows"].as_array().expect("rows");
    let filled = |row: &serde_json::Value, side: &str| !row["cells"][side].as_array().expect("cells").is_empty();
    assert!(rows.iter().any(|row| filled(row, "FRA") && filled(row, "TUR")), "{accounts:#}");
    assert!(rows.iter().any(|row| filled(row, "FRA") && !filled(row, "TUR")), "{accounts:#}");
}

#[test]
fn compare_tells_differences_of_fact() {
    let folder = tempfile::tempdir().expect("a folder");
    let ours = file(folder.path(), "oslo.txt", b"Prime Minister Jonas Gahr Store spoke by phone today with President Emmanuel Macron of France, at the request of France. The Prime Minister said that France would buy 20 million tonnes of Norwegian gas by June.");
    let theirs = file(folder.path(), "paris.txt", b"President Emmanuel Macron spoke by phone today with Prime Minister Jonas Gahr Store of Norway, at the request of Norway. The President said that France would buy 25 million tonnes of Norwegian gas by June. He condemned the burning of books.");
    let run = |format: &str| out(&legation(&["compare", &ours, &theirs, "--published", "2026-03-04", "--format", format]));
    let json: serde_json::Value = serde_json::from_str(&run("json")).expect("JSON");
    let differs = |about: &dyn Fn(&str) -> bool, side: &str| {
        let all = json["differences"].as_array().expect("a list");
        all.iter().find(|one| one["about"].as_str().is_some_and(about)).map(|one| one["values"][side].clone())
    };
    assert_eq!(differs(&|about| about.contains("gas"), "NOR"), Some(serde_json::json!("20000000 tonnes")), "{json:#}");
    assert_eq!(differs(&|about| about == "initiated", "FRA"), Some(serde_json::json!("NOR")), "{json:#}");
    for format in ["text", "markdown", "html"] {
        let page = run(format);
        assert!(page.contains("not mentioned") && page.contains("Differences of fact") && page.contains("burning of books"), "{page}");
    }
}

#[test]
fn brief_tells_what_is_known_and_from_which_sentence() {
    let run = |one: &str| legation(&["brief", one, "IND", &example(), "--published", "2026-05-12", "--format", "json"]);
    let text = std::fs::read_to_string(example()).expect("the example");
    let brief: serde_json::Value = serde_json::from_str(&out(&run("United States"))).expect("JSON");
    assert_eq!(brief["dyad"], serde_json::json!(["USA", "IND"]));
    let of = |topic: &str| -> Vec<String> {
        let lines = brief["lines"].as_array().expect("a list").iter().filter(|line| line["topic"] == topic);
        let at = |line: &serde_json::Value, end: usize| usize::try_from(line["sentence"][end].as_u64().expect("a number")).expect("small");
        lines.map(|line| text.chars().skip(at(line, 0)).take(at(line, 1) - at(line, 0)).collect()).collect()
    };
    assert!(of("last-contact")[0].contains("he had spoken to Narendra Modi"), "{brief:#}");
    assert!(of("next-meeting").iter().any(|line| line.contains("will visit India in June")), "{brief:#}");
    assert!(of("open-commitment").iter().any(|line| line.contains("2 million bales")), "{brief:#}");
    let nowhere = run("Atlantis");
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(err(&nowhere).contains("is no country"), "{}", err(&nowhere));
}

#[test]
fn a_codebook_of_ones_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("water.toml").display().to_string();
    assert_eq!(legation(&["codebook", "init", &path]).status.code(), Some(0));
    let again = legation(&["codebook", "init", &path]);
    assert_eq!((again.status.code(), err(&again).contains("is there already")), (Some(2), true), "{}", err(&again));
    assert_eq!(legation(&["codebook", "check", &path]).status.code(), Some(0));
    let test = legation(&["codebook", "test", &path]);
    assert_eq!(test.status.code(), Some(0), "{}", out(&test));
    let article =
        file(folder.path(), "dam.txt", b"Ethiopia began to fill a second reservoir on the Blue Nile on Monday.\n\nA choir sang in Oslo.");
    let read = legation(&["read", &article, "--published", "2026-03-04", "--codebook", &path, "--format", "json"]);
    let reading: serde_json::Value = serde_json::from_str(&out(&read)).expect("JSON");
    let coded = reading["coded"].as_array().expect("a list");
    assert_eq!(coded.len(), 1, "{coded:#?}");
    assert_eq!((coded[0]["code"].as_str(), coded[0]["actors"][0]["country"].as_str()), (Some("DAM"), Some("ETH")), "{coded:#?}");
    assert_eq!(reading["by"]["codebook"], "plover-2.0 + water-disputes 1");
    let id = coded[0]["id"].as_str().expect("an id");
    let why = out(&legation(&["why", &article, id, "--published", "2026-03-04", "--codebook", &path]));
    assert!(why.contains("most like its example") && why.contains("builds, fills or enlarges a dam"), "{why}");
    // A table with a code that the codebook has not, and a codebook that cannot be used.
    let table = file(folder.path(), "table.tsv", b"LAKE\tA lake dried up.\n");
    let unknown = legation(&["codebook", "test", &path, &table]);
    assert!(err(&unknown).contains("line 1"), "{}", err(&unknown));
    let bad = file(
        folder.path(),
        "bad.toml",
        b"name = \"bad\"\n[[type]]\ncode = \"A\"\nname = \"a\"\ndefinition = \"b\"\nexamples = [\"One.\"]\npatterns = [\"(\"]\n",
    );
    let check = legation(&["codebook", "check", &bad]);
    assert_eq!(check.status.code(), Some(1));
    assert!(out(&check).contains("give at least 5") && out(&check).contains("cannot be used"), "{}", out(&check));
    assert_eq!(legation(&["read", &article, "--codebook", &bad]).status.code(), Some(2));
}

#[test]
fn the_threshold_of_events_can_be_moved() {
    let events = |sure: &str| {
        let output = legation(&["read", &example(), "--published", "2026-05-12", "--sure", sure, "--format", "json"]);
        let reading: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
        (reading["events"].as_array().expect("a list").len(), reading["by"]["codebook"].as_str().expect("a name").to_owned())
    };
    let (many, name) = events("0.2");
    assert!(many > events("1").0);
    assert_eq!(name, "plover-2.0+event_threshold=0.2");
    assert_eq!(legation(&["read", &example(), "--sure", "7"]).status.code(), Some(2));
}

#[test]
fn analyse_writes_conllu() {
    let output = piped(&["analyse", "-"], b"Peru condemned Chile.");
    let rows: Vec<String> = out(&output).lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.split('\t').count() == 10));
    let again =
        piped(&["analyse", "--pretokenised", "-"], b"# sent_id = 1\n1\tPeru\t_\t_\t_\t_\t_\t_\t_\t_\n2\tslept\t_\t_\t_\t_\t_\t_\t_\t_\n\n");
    assert!(out(&again).contains("nsubj"), "{}", out(&again));
}

#[test]
fn own_people_are_added_to_ours() {
    let folder = tempfile::tempdir().expect("a folder");
    let actors = folder.path().join("actors");
    std::fs::create_dir_all(&actors).expect("a folder");
    let rows = "name,surname,aliases,office,country,sector,from,to,wikidata\nZora Quist,Quist,,Envoy of Peru,PER,GOV,2026,,\n";
    file(&actors, "people-mine.csv", rows.as_bytes());
    let world = folder.path().display().to_string();
    for (words, name) in [("Zora Quist", "Zora Quist"), ("Emmanuel Macron", "Emmanuel Macron  FRA GOV")] {
        let output = legation(&["resolve", words, "--date", "2026-06-04", "--world", &world]);
        assert!(out(&output).starts_with(name), "{}{}", out(&output), err(&output));
    }
}

#[test]
fn a_world_of_ones_own() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("actors")).expect("a folder");
    let world = folder.path().display().to_string();
    let header = "name,surname,aliases,office,country,sector,from,to,wikidata,basis,checked\n";
    file(
        &folder.path().join("actors"),
        "people.csv",
        format!("{header}Zora Quist,Quist,,President of Peru,PER,GOV,2026,,,own,yes\n").as_bytes(),
    );
    let output = piped(&["read", "--world", &world, "--format", "jsonl", "-"], b"Zora Quist condemned Chile.");
    assert!(out(&output).contains("President of Peru"), "{}", err(&output));
    file(
        &folder.path().join("actors"),
        "people.csv",
        format!("{header}Zora Quist,Quist,,President of Peru,PERU,GOV,2026,,,own,yes\n").as_bytes(),
    );
    let broken = piped(&["read", "--world", &world, "-"], b"x");
    assert_eq!(broken.status.code(), Some(2));
    assert!(err(&broken).contains("actors/people.csv line 2"), "{}", err(&broken));
}

#[test]
fn usage_is_checked() {
    assert_eq!(legation(&["read"]).status.code(), Some(2));
    let date = legation(&["read", &example(), "--published", "tomorrow"]);
    assert_eq!(date.status.code(), Some(2));
    assert!(err(&date).contains("hint: write it as 2026-02-04"), "{}", err(&date));
}

/// The published schema is that of the types. `LEGATION_UPDATE=1` writes it anew.
#[test]
fn the_schema_is_published() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reading.schema.json");
    let schema = out(&legation(&["schema"]));
    if std::env::var_os("LEGATION_UPDATE").is_some() {
        std::fs::write(&path, &schema).expect("the schema is written");
    }
    assert_eq!(std::fs::read_to_string(&path).expect("docs/reading.schema.json is there"), schema);
}

#[test]
fn actor_tables_are_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let header = "name,surname,aliases,office,country,sector,from,from_precision,to,to_precision,wikidata,basis,checked\n";
    let good = format!("{header}Zora Quist,Quist,,President of Peru,PER,GOV,2026,year,,,,own,yes\n");
    let sound = legation(&["actors", "check", &file(folder.path(), "people.csv", good.as_bytes())]);
    assert_eq!(sound.status.code(), Some(0), "{}", out(&sound));
    assert!(out(&sound).contains("people.csv: 1 good rows\n"), "{}", out(&sound));
    // The header tells the table where the name does not.
    let bad = format!(
        "{good}A B,B,,X,PERU,GOV,,,,,,,\nC D,D,,X,PER,GOV,soon,,,,,,\nE F,F\nG H,H,Chile,Y,PER,GOV,1930,year,,,,,\nI J,J,,Z,PER,gov,,,,,,,\n"
    );
    let checked = legation(&["actors", "check", &file(folder.path(), "mine.csv", bad.as_bytes())]);
    assert_eq!(checked.status.code(), Some(1), "{}", err(&checked));
    for part in ["mine.csv line 3: \"PERU\"", "mine.csv line 4: \"soon\"", "mine.csv line 5: ", "mine.csv line 7: \"gov\""] {
        assert!(out(&checked).contains(part), "no {part} in {}", out(&checked));
    }
    for part in
        ["line 6: warning: \"Chile\" is the name of a country", "line 6: warning: the term of G H", "2 good rows, 4 bad, 2 warnings"]
    {
        assert!(out(&checked).contains(part), "no {part} in {}", out(&checked));
    }
    let short = legation(&["actors", "check", &file(folder.path(), "organisations.csv", b"name,code\nA,PER\n")]);
    assert_eq!(short.status.code(), Some(1));
    assert!(out(&short).contains("line 1: the header lacks aliases, sectors, kind, channel"), "{}", out(&short));
    let unknown = legation(&["actors", "check", &file(folder.path(), "x.csv", b"a,b\n1,2\n")]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("hint: name it"), "{}", err(&unknown));
}

#[test]
fn dictionaries_of_actors_are_imported() {
    let folder = tempfile::tempdir().expect("a folder");
    let actors = "# mine\nZORA_QUIST_ \n+Z._QUIST_\n\t[PERELI 010101-051231]\n\t[PERGOV 060101-081231]\nLIMA_FRONT_(LF) [PERSEP]\nPERU_ [PER]\nBAD [PER\n";
    let dictionary = file(folder.path(), "mine.actors.txt", actors.as_bytes());
    let discards = file(folder.path(), "discards.txt", b"GOLF\n+TENNIS\n");
    let world = folder.path().join("world");
    let to = world.join("actors").display().to_string();
    let imported = legation(&["actors", "import", "phoenix", &dictionary, &discards, "-o", &to]);
    assert_eq!(imported.status.code(), Some(1), "{}", err(&imported));
    assert!(err(&imported).contains("mine.actors.txt line 8: "), "{}", err(&imported));
    for part in ["3 actors read", "1 rows written to", "1 skipped: spans of former officials", "discards.txt: no codes", "1 bad lines"] {
        assert!(out(&imported).contains(part), "no {part} in {}", out(&imported));
    }
    let people = std::fs::read_to_string(world.join("actors/people.csv")).expect("it is written");
    let row = "Zora Quist,Quist,Z. Quist,government official,PER,GOV,2006-01-01,day,2008-12-31,day,,mine.actors.txt,no";
    assert_eq!(people.lines().nth(1), Some(row));
    // What was imported is a table that can be checked and read.
    let people = world.join("actors/people.csv").display().to_string();
    let organisations = world.join("actors/organisations.csv").display().to_string();
    let checked = legation(&["actors", "check", &people, &organisations]);
    assert_eq!(checked.status.code(), Some(0), "{}", out(&checked));
    let read = piped(
        &["read", "--world", &world.display().to_string(), "--published", "2007-02-03", "--format", "jsonl", "-"],
        b"Zora Quist condemned Chile.",
    );
    assert!(out(&read).contains("government official"), "{}", out(&read));
    let again = legation(&["actors", "import", "phoenix", &dictionary, "-o", &to]);
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("hint: give another folder"), "{}", err(&again));
}

#[test]
fn a_dump_of_wikidata_is_imported_and_goes_on_after_a_stop() {
    let folder = tempfile::tempdir().expect("a folder");
    let dump = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../source/tests/data/wikidata.json")).expect("the dump is there");
    let pack = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("it packs");
        encoder.finish().expect("it packs")
    };
    // Two members; the second is cut off.
    let packed = [pack(&dump[..4000]), pack(&dump[4000..])].concat();
    let path = file(folder.path(), "dump.json.gz", &packed[..packed.len() - 200]);
    let to = folder.path().join("people.csv").display().to_string();
    let cut = legation(&["actors", "import", "wikidata", &path, "-o", &to]);
    assert_eq!(cut.status.code(), Some(2), "{}", err(&cut));
    assert!(err(&cut).contains("hint: what was read is kept"), "{}", err(&cut));
    file(folder.path(), "dump.json.gz", &packed);
    let done = legation(&["actors", "import", "wikidata", &path, "-o", &to]);
    assert_eq!(done.status.code(), Some(1), "{}", err(&done));
    for part in ["went on after line", "10 entities read", "5 rows written", "2 broken lines"] {
        assert!(out(&done).contains(part), "no {part} in {}", out(&done));
    }
    assert_eq!(legation(&["actors", "check", &to]).status.code(), Some(0));
}

fn scored(arguments: &[&str]) -> serde_json::Value {
    let output = legation(&[&["eval"], arguments, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    serde_json::from_str(&out(&output)).expect("JSON")
}

/// The row of a table whose first cell is this.
fn row<'a>(report: &'a serde_json::Value, table: &str, column: &str, name: &str) -> &'a serde_json::Value {
    let rows = report[table].as_array().expect("a table");
    rows.iter().find(|row| row[column] == name).unwrap_or_else(|| panic!("no {name} in {report:#}"))
}

fn figure(row: &serde_json::Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("no {column} in {row}"))
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-5, "{a} is not {b}");
}

#[test]
fn eval_scores_pairs() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = "gold_root\tmarked_sentence\nACCUSE\t<s>Peru</s> condemned <t>Chile</t>.\nAID\t<s>Peru</s> condemned <t>Chile</t>.\n";
    let path = file(folder.path(), "pairs.tsv", rows.as_bytes());
    for mode in [&["plv", &path, "--confusion"][..], &["plv", &path, "--confusion", "--end-to-end"]] {
        let report = scored(mode);
        assert_eq!(report["counts"], serde_json::json!({"pairs": 2, "answered": 2, "skipped": 0}));
        // Both are taken for ACCUSE: precision 1/2, recall 1, F1 2/3; nothing is AID.
        let root = row(&report, "levels", "level", "root");
        near(figure(root, "accuracy"), 0.5);
        near(figure(root, "macro_f1"), 1.0 / 3.0);
        near(figure(row(&report, "roots", "root", "ACCUSE"), "precision"), 0.5);
        assert_eq!(row(&report, "roots", "root", "AID")["taken_for"], "ACCUSE 1");
        assert_eq!(row(&report, "confusion", "gold", "AID")["ACCUSE"], 1);
        let all = row(&report, "reliability", "confidence", "all");
        near(figure(all, "error"), (figure(all, "said") - 0.5).abs());
    }
}

#[test]
fn eval_tells_bad_pairs() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = [
        "marked_sentence\tgold_root",
        "<s>Peru</s> left.\tRETREAT",
        "Peru left.\tRETREAT",
        "<s>Peru left.\tRETREAT",
        "<s>Peru</s> left.\tGOES",
        "<s>Peru</s>",
    ]
    .join("\n");
    let output = legation(&["eval", "plv", &file(folder.path(), "pairs.tsv", rows.as_bytes())]);
    assert_eq!(output.status.code(), Some(1));
    for part in ["pairs.tsv line 3: neither", "line 4: a mark is not closed", "line 5: \"GOES\" is no root", "line 6: \"\" is no root"] {
        assert!(err(&output).contains(part), "no {part} in {}", err(&output));
    }
    assert!(out(&output).contains("pairs.tsv: 1 pairs, ") && out(&output).contains(" 4 skipped\n"), "{}", out(&output));
    let none = legation(&["eval", "plv", &file(folder.path(), "none.tsv", b"marked_sentence\tgold_root\n")]);
    assert_eq!(none.status.code(), Some(2));
    assert!(err(&none).contains("none.tsv: there is nothing to score"), "{}", err(&none));
    let lacking = legation(&["eval", "plv", &file(folder.path(), "other.tsv", b"sentence\tgold_root\nx\tAID\n")]);
    assert_eq!(lacking.status.code(), Some(2));
    assert!(err(&lacking).contains("line 1: the header lacks marked_sentence\nhint: "), "{}", err(&lacking));
}

/// The engine's own record as gold is all right; with one type changed, one event is missed and taken for what it was.
#[test]
fn eval_scores_articles() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "a.txt", &std::fs::read(example()).expect("the example is there"));
    let json = out(&legation(&["read", &path, "--published", "2026-05-12", "--format", "json"]));
    let reading: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let text: Vec<char> = reading["document"]["text"].as_str().expect("text").chars().collect();
    let words = |span: &serde_json::Value| -> String {
        let at = |end: usize| usize::try_from(span[end].as_u64().expect("an offset")).expect("it fits");
        text[at(0)..at(1)].iter().collect()
    };
    let countries = |parties: &serde_json::Value| -> Vec<serde_json::Value> {
        parties.as_array().expect("parties").iter().map(|party| party["country"].clone()).filter(|code| !code.is_null()).collect()
    };
    let event = |event: &serde_json::Value| {
        serde_json::json!({
            "at": words(&event["sentence"]), "type": event["type"], "status": event["status"], "date": event["date"]["start"],
            "actors": countries(&event["actors"]), "recipients": countries(&event["recipients"]),
        })
    };
    let events: Vec<serde_json::Value> = reading["events"].as_array().expect("events").iter().map(event).collect();
    let number = events.len();
    let mut gold = serde_json::json!({"document": {"published": "2026-05-12"}, "events": events});
    let path = file(folder.path(), "a.json", gold.to_string().as_bytes());
    let own = scored(&["articles", &path]);
    for records in ["events", "... with parties"] {
        near(figure(row(&own, "records", "records", records), "f1"), 1.0);
    }
    for field in ["status", "date"] {
        near(figure(row(&own, "fields", "field", field), "right"), 1.0);
    }
    let aid = gold["events"].as_array().expect("events").iter().position(|event| event["type"] == "AID").expect("there is an AID");
    assert!(gold["events"].as_array().expect("events").iter().all(|event| event["type"] != "MOBILIZE"));
    gold["events"][aid]["type"] = "MOBILIZE".into();
    file(folder.path(), "a.json", gold.to_string().as_bytes());
    let changed = scored(&["articles", &folder.path().display().to_string(), "--confusion"]);
    let share = f64::from(u32::try_from(number - 1).expect("few")) / f64::from(u32::try_from(number).expect("few"));
    near(figure(row(&changed, "records", "records", "events"), "precision"), share);
    near(figure(row(&changed, "records", "records", "events"), "recall"), share);
    assert_eq!(row(&changed, "types", "type", "MOBILIZE")["taken_for"], "AID 1");
    gold["events"][aid]["at"] = "words that are not there".into();
    file(folder.path(), "a.json", serde_json::to_string_pretty(&gold).expect("JSON").as_bytes());
    let output = legation(&["eval", "articles", &path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("a.json line ") && err(&output).contains("\"words that are not there\" is not in the text"));
}

/// The analyser's own grammar as gold is all right; with one head and one tag changed, one word is wrong.
#[test]
fn eval_scores_grammar() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = out(&piped(&["analyse", "-"], b"Peru condemned the raid on the port."));
    let path = file(folder.path(), "own.conllu", own.as_bytes());
    let report = scored(&["conllu", &path]);
    assert_eq!(report["counts"], serde_json::json!({"sentences": 1, "words": 8, "skipped": 0}));
    for figure_name in ["UPOS", "UAS", "LAS", "lemmas"] {
        near(figure(row(&report, "figures", "figure", figure_name), "share"), 1.0);
    }
    let changed: Vec<String> = own
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split('\t').collect();
            if cells[0] == "3" {
                (cells[3], cells[6]) = ("X", "1");
            }
            cells.join("\t")
        })
        .collect();
    let report = scored(&["conllu", &file(folder.path(), "changed.conllu", changed.join("\n").as_bytes())]);
    for (name, share) in [("UPOS", 7.0 / 8.0), ("UAS", 7.0 / 8.0), ("LAS", 7.0 / 8.0), ("lemmas", 1.0)] {
        near(figure(row(&report, "figures", "figure", name), "share"), share);
    }
    assert_eq!(row(&report, "tags", "tag", "X")["taken_for"], "DET 1");
    let bad = legation(&["eval", "conllu", &file(folder.path(), "bad.conllu", format!("1\tx\n\n{own}").as_bytes())]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(err(&bad).contains("bad.conllu line 1: 2 columns") && out(&bad).contains("1 sentences, 8 words, 1 skipped"), "{}", err(&bad));
}

#[test]
fn eval_scores_attribution() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = |name: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        path
    };
    let (texts, attributions) = (inside("text"), inside("attributions"));
    let text = "“The wreck will be raised,” said Ian Borg.";
    file(&texts, "malta.txt", text.as_bytes());
    let spans = "T1\tSource 33 41\tIan Borg\nT2\tCue 28 32\tsaid\nT3\tContent 1 26\tThe wreck will be raised,\n";
    let lines = format!("{spans}E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3\n");
    file(&attributions, "malta_a.ann", lines.as_bytes());
    // Of a second coder nothing is taken.
    file(&attributions, "malta_b.ann", b"nonsense\n");
    let path = folder.path().display().to_string();
    let report = scored(&["attribution", &path]);
    for spans in ["content strict", "content half", "attribution"] {
        near(figure(row(&report, "spans", "spans", spans), "f1"), 1.0);
    }
    near(figure(row(&report, "characters", "characters_of", "source"), "f1"), 1.0);
    file(&attributions, "malta_a.ann", lines.replace("33 41", "33 99").as_bytes());
    file(&attributions, "gone_a.ann", lines.as_bytes());
    let output = legation(&["eval", "attribution", &path]);
    assert_eq!(output.status.code(), Some(1));
    for part in ["malta_a.ann line 1: the span 33 99 is not in the text of 42 characters", "gone.txt: No such file"] {
        assert!(err(&output).contains(part), "no {part} in {}", err(&output));
    }
    assert_eq!(legation(&["eval", "attribution", &texts.display().to_string()]).status.code(), Some(2));
}

/// The commands that README.md and docs/ show print what is shown.
#[test]
fn the_documents_are_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::set_current_dir(&root).expect("the root is there");
    trycmd::TestCases::new().case(root.join("README.md")).case(root.join("docs/*.md")).run();
}

/// So many short reports as JSON Lines.
fn archive(folder: &Path, reports: usize) -> String {
    let line = |number: usize| {
        let (day, boats) = (number % 27 + 1, number + 2);
        format!(
            r#"{{"id": "r{number}", "published": "2026-03-{day:02}", "publisher": "Northwire", "text": "Norway on Sunday agreed to sell {boats} boats to Chile. “We are glad,” Chilean Foreign Minister Alberto van Klaveren said in report {number}."}}"#
        )
    };
    file(folder, "archive.jsonl", (0..reports).map(line).collect::<Vec<_>>().join("\n").as_bytes())
}

#[test]
fn a_store_answers_from_what_went_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("record.db").display().to_string();
    let ask = |arguments: &[&str]| {
        let output = legation(&[arguments, &["--store", &store]].concat());
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", err(&output));
        out(&output)
    };
    assert!(ask(&["ingest", &example(), "--published", "2026-05-12"]).starts_with("1 documents read, 0 known already, 0 failed"));
    assert!(ask(&["ingest", &example(), "--published", "2026-05-12"]).starts_with("0 documents read, 1 known already, 0 failed"));
    let events: serde_json::Value = serde_json::from_str(&ask(&["events", "--format", "json", "--limit", "3"])).expect("it is JSON");
    let first = &events[0];
    assert!(first["event"]["id"].is_string() && first["document"]["ref"].is_string() && first["document"]["text"].is_null(), "{first}");
    let rows = ask(&["statements", "--format", "csv"]);
    assert_eq!(rows.lines().next().map(|header| header.ends_with(",reports")), Some(true), "{rows}");
    assert!(ask(&["timeline", "--by", "year", "--format", "csv"]).starts_with("start,events,mean_score"));
    assert_eq!(ask(&["export", "polecat"]).lines().next().map(|header| header.split('\t').count()), Some(40));
    assert_eq!(ask(&["store", "check"]), "sound\n");
    let shared = ask(&["export", "share-safe"]);
    assert!(!shared.contains("soyabeans") && !shared.contains("cotton"), "words of the document are given away");
    let shared = file(folder.path(), "shared.jsonl", shared.as_bytes());
    let whole = legation(&["rehydrate", &shared, &example()]);
    let read = legation(&["read", &example(), "--published", "2026-05-12", "--format", "jsonl"]);
    assert_eq!(out(&whole), out(&read), "{}", err(&whole));
    let other = file(folder.path(), "other.txt", b"Another text.");
    let none = legation(&["rehydrate", &shared, &other]);
    assert_eq!((none.status.code(), out(&none)), (Some(1), String::new()));
    assert!(err(&none).contains("there is no copy of"), "{}", err(&none));
    let brief = ask(&["brief", "USA", "IND", "--format", "json"]);
    let over_files = legation(&["brief", "USA", "IND", &example(), "--published", "2026-05-12", "--format", "json"]);
    assert!(brief.contains("last-contact") && brief.contains("open-commitment"), "{brief}");
    assert_eq!(brief, out(&over_files));
    assert!(!ask(&["brief", "USA", "IND", "--as-of", "2026-05-11"]).contains("”"), "something was known before it was told");
    let missing = legation(&["events", "--store", "no-such.db"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(err(&missing).contains("there is no store at no-such.db"), "{}", err(&missing));
    let wrong = legation(&["events", "--store", &store, "--dyad", "USA"]);
    assert!(err(&wrong).contains("write two codes"), "{}", err(&wrong));
}

/// `LEGATION_KILLS` sets how often; a few times are enough to find that a portion is stored whole or not at all.
#[test]
fn an_ingest_that_is_killed_at_any_moment_goes_on_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = archive(folder.path(), 400);
    let dump = |store: &str| {
        let output = legation(&["store", "dump", "--store", store]);
        out(&output).lines().last().map(str::to_owned).expect("a hash")
    };
    let whole = folder.path().join("whole.db").display().to_string();
    let output = legation(&["ingest", &input, "--store", &whole]);
    assert!(out(&output).starts_with("400 documents read"), "{}{}", out(&output), err(&output));
    let store = folder.path().join("killed.db").display().to_string();
    let kills: u64 = std::env::var("LEGATION_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(6);
    for kill in 0..kills {
        let mut child = Command::new(env!("CARGO_BIN_EXE_legation"))
            .args(["ingest", &input, "--store", &store])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        std::thread::sleep(std::time::Duration::from_millis(200 + kill * 733 % 3000));
        child.kill().expect("it is killed");
        child.wait().expect("it has ended");
    }
    assert_eq!(legation(&["ingest", &input, "--store", &store]).status.code(), Some(0));
    assert_eq!(out(&legation(&["store", "check", "--store", &store])), "sound\n");
    assert_eq!(dump(&store), dump(&whole));
}
