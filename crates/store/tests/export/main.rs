//! One file of each format from a small archive made by hand, compared with the golden files of `golden/` and written to a folder where
//! `tests/readback.py` reads them with programs that are not Legation's: `LEGATION_EXPORTS`, else `target/tmp/exports`.
//!
//! `LEGATION_UPDATE=1 cargo test -p legation-store` writes the golden files anew.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod archive;

use std::path::PathBuf;

use legation::record::Status;
use legation::world::Files;
use legation::{Reading, json};
use legation_store::export::table::Records;
use legation_store::export::{Codes, ExportError, Exported, Format, OneADay, Quad, QuadCode, View, share, write};

use archive::{FIRST, SECOND, archive, first, second};

fn export(format: Format, view: &View) -> (Vec<u8>, u64) {
    let codes = Codes::load(&Files::builtin()).expect("the data files are sound");
    let mut out = Vec::new();
    let count = write(format, archive().into_iter(), view, &codes, &mut out).expect("memory takes everything");
    (out, count)
}

/// The cells of a tab-separated export.
fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn file_name(format: Format) -> String {
    match format {
        Format::Csv(records) => format!("{}.csv", records.name()),
        #[cfg(feature = "table")]
        Format::Parquet(records) => format!("{}.parquet", records.name()),
        other => format!("{}.{}", other.name(), other.extension()),
    }
}

#[test]
fn every_format_is_as_its_golden_file_and_lies_ready_for_other_programs() {
    let folder =
        std::env::var_os("LEGATION_EXPORTS").map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("exports"), PathBuf::from);
    std::fs::create_dir_all(&folder).expect("a folder");
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/export/golden");
    let readings = archive().iter().map(|exported| json::to_json(&exported.reading) + "\n").collect::<String>();
    std::fs::write(folder.join("readings.jsonl"), readings).expect("the folder takes files");
    for format in Format::all() {
        let (bytes, _) = export(format, &View::of(format));
        assert_eq!(export(format, &View::of(format)).0, bytes, "{format:?} is not the same twice");
        let name = file_name(format);
        std::fs::write(folder.join(&name), &bytes).expect("the folder takes files");
        if name.ends_with(".parquet") {
            continue;
        }
        let path = golden.join(&name);
        if std::env::var_os("LEGATION_UPDATE").is_some() {
            std::fs::write(&path, &bytes).expect("the golden folder takes files");
        }
        let wanted = std::fs::read(&path).unwrap_or_default();
        assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&wanted), "{name}");
        assert!(bytes == wanted, "{name} differs in its encoding");
    }
}

#[test]
fn the_peers_have_their_columns_in_every_row() {
    for (format, columns, rows) in [
        // Of each: the call, the sanctions, the arrest, the call again, the praise; the header where there is one.
        (Format::Polecat, 40, 1 + 5),
        (Format::GdeltEvents, 61, 2 + 2 + 1 + 2 + 1),
        (Format::Icews, 20, 1 + 2 + 2 + 1 + 2 + 1),
        (Format::Phoenix, 26, 2 + 2 + 1 + 1),
        // Two spots of the call in two rows, sanctions, arrest; the merged call once, the other call twice, the praise.
        (Format::GdeltMentions, 16, 4 + 2 + 1 + 1 + 2 + 1),
    ] {
        let (bytes, count) = export(format, &View::of(format));
        let cells = cells(&bytes);
        assert!(cells.iter().all(|row| row.len() == columns), "{format:?}");
        assert_eq!(cells.len(), rows, "{format:?}");
        let header = usize::from(matches!(format, Format::Polecat | Format::Icews));
        assert_eq!(count, (rows - header) as u64, "{format:?}");
    }
}

#[test]
fn a_reciprocal_act_is_a_row_each_way_a_row_a_pair_or_one_row() {
    let reading = Exported::from(first());
    let call = &reading.reading.events[0];
    let sides = |expand, double| -> Vec<(Vec<usize>, Vec<usize>)> {
        let view = View { expand, double, ..View::default() };
        let indices = |refs: &[legation::record::Ref]| refs.iter().map(|party| party.party).collect();
        view.rows(&reading, call).iter().map(|row| (indices(&row.event.actors), indices(&row.event.recipients))).collect()
    };
    assert_eq!(sides(true, true), [(vec![0], vec![1]), (vec![1], vec![0])]);
    assert_eq!(sides(true, false), [(vec![0], vec![1])]);
    assert_eq!(sides(false, true), [(vec![0], vec![1]), (vec![1], vec![0])]);
    assert_eq!(sides(false, false), [(vec![0, 1], vec![])]);

    let mut three = reading.clone();
    let third = three.reading.events[1].actors[0].clone();
    three.reading.events[0].actors.push(third);
    let count = |expand, double| View { expand, double, ..View::default() }.rows(&three, &three.reading.events[0]).len();
    assert_eq!([count(true, true), count(true, false), count(false, true), count(false, false)], [6, 3, 3, 1]);
}

#[test]
fn compound_recipients_are_a_row_each_only_where_the_view_expands() {
    let reading = Exported::from(first());
    let sanction = &reading.reading.events[1];
    let rows = |expand| View { expand, ..View::default() }.rows(&reading, sanction);
    assert_eq!(rows(false).len(), 1);
    let names: Vec<String> = rows(true).iter().map(|row| row.name(&row.event.recipients[0]).to_owned()).collect();
    assert_eq!(names, ["Turkey", "Kosovo"]);
    assert_eq!(rows(true)[1].id(), format!("{}-1", sanction.id));
}

#[test]
fn statuses_and_the_quad_of_sanctions_are_the_views() {
    let quads = |quad| -> Vec<String> {
        let view = View { quad, quad_code: QuadCode::Number, ..View::default() };
        cells(&export(Format::Polecat, &view).0)[1..].iter().map(|row| row[5].clone()).collect()
    };
    assert_eq!(quads(Quad::AsRead), ["1", "4", "4", "1", "1"]);
    assert_eq!(quads(Quad::Verbal), ["1", "3", "4", "1", "1"]);
    let planned = View { statuses: vec![Status::Planned], ..View::default() };
    let rows = cells(&export(Format::Polecat, &planned).0);
    assert_eq!((rows.len(), rows[1][2].as_str()), (2, "AGREE"));
}

#[test]
fn one_a_day_joins_ids_addresses_and_publishers_of_the_rest() {
    let rows = cells(&export(Format::Phoenix, &View::of(Format::Phoenix)).0);
    let call: Vec<&Vec<String>> = rows.iter().filter(|row| row[13] == "041").collect();
    assert_eq!(call.len(), 2, "each way");
    let (one, again) = (&first().events[0].id, &second().events[1].id);
    assert_eq!(call[0][23], format!("{one};{again}"));
    assert_eq!(call[0][24], "https://www.example.org/news/1?a=1%3B2;https://news.example.net/2");
    assert_eq!(call[0][25], "The Example;news.example.net");
    assert_eq!((call[0][5].as_str(), call[0][9].as_str()), ("FRAGOV", "JPNGOV"));
    assert_eq!((call[1][5].as_str(), call[1][9].as_str()), ("JPNGOV", "FRAGOV"));
    // Without a day nothing is joined, and every other view keeps both calls.
    assert!(rows.iter().any(|row| row[13] == "051" && row[1].is_empty()));
    let all = cells(&export(Format::Phoenix, &View { one_a_day: None, ..View::of(Format::Phoenix) }).0);
    assert_eq!(all.iter().filter(|row| row[13] == "041").count(), 4);
}

#[test]
fn an_event_that_another_stands_for_is_a_mention_of_it_and_no_row() {
    let events = cells(&export(Format::GdeltEvents, &View::of(Format::GdeltEvents)).0);
    let mentions = cells(&export(Format::GdeltMentions, &View::of(Format::GdeltMentions)).0);
    assert!(mentions.iter().all(|mention| events.iter().any(|event| event[0] == mention[0])), "a mention of no event");
    let call = &events[0];
    assert_eq!([call[31].as_str(), call[32].as_str(), call[33].as_str()], ["3", "2", "2"], "mentions, sources, articles");
    let documents: Vec<&str> = mentions.iter().filter(|mention| mention[0] == call[0]).map(|mention| mention[5].as_str()).collect();
    let first = "https://www.example.org/news/1?a=1;2";
    assert_eq!(documents, [first, first, "https://news.example.net/2"]);
    let view = View { one_a_day: Some(OneADay::Cameo), ..View::of(Format::GdeltEvents) };
    let events = cells(&export(Format::GdeltEvents, &view).0);
    let mentions = cells(&export(Format::GdeltMentions, &view).0);
    assert!(mentions.iter().all(|mention| events.iter().any(|event| event[0] == mention[0])), "a mention of a row that was joined");
}

#[test]
fn offsets_of_mentions_are_unicode_scalars_and_sentences_count_from_one() {
    let mentions = cells(&export(Format::GdeltMentions, &View::of(Format::GdeltMentions)).0);
    let characters: Vec<char> = FIRST.chars().collect();
    let at = |cell: &str, length: usize| characters[cell.parse::<usize>().expect("an offset")..][..length].iter().collect::<String>();
    let call = &mentions[0];
    assert_eq!((at(&call[7], 12), at(&call[8], 8), at(&call[9], 10)), ("Élise Moreau".into(), "Ken Sato".into(), "held talks".into()));
    assert_eq!(call[6], "2", "the headline is the first sentence");
    let again = &mentions[1];
    assert_eq!((at(&again[9], 8).as_str(), again[7].as_str(), again[6].as_str()), ("The call", "-1", "6"));
    assert_eq!(call[12], characters.len().to_string());
}

#[test]
fn polecat_is_latin_1_with_missing_values_named() {
    let (bytes, _) = export(Format::Polecat, &View::of(Format::Polecat));
    assert!(std::str::from_utf8(&bytes).is_err(), "Élise is not written in UTF-8");
    let rows = cells(&bytes);
    let call = &rows[1];
    assert_eq!((call[7].as_str(), call[8].as_str()), ("Élise Moreau; Ken Sato", "FRA; JPN"));
    assert_eq!((call[9].as_str(), call[12].as_str()), ("220; 740", "Foreign Minister of France; None"));
    assert_eq!((call[15].as_str(), call[14].as_str()), ("None", "None"));
    assert_eq!(call[35], "Élise Moreau; Ken Sato; Recep Tayyip Erdogan");
    let sanction = &rows[2];
    assert_eq!((sanction[16].as_str(), sanction[21].as_str(), sanction[5].as_str()), ("TUR; KOS", "Türkiye; Kosovo", "MATERIAL CONFLICT"));
    let arrest = &rows[3];
    assert_eq!(arrest[1], "None", "a month is no day");
    assert_eq!((arrest[24].as_str(), arrest[27].as_str(), arrest[30].as_str()), ("Pristina", "KOS", "786714"));
}

#[test]
fn a_calendar_has_no_line_over_75_bytes_and_one_entry_for_a_merged_meeting() {
    let (bytes, count) = export(Format::Calendar, &View::of(Format::Calendar));
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    assert_eq!((count, text.matches("BEGIN:VEVENT").count()), (3, 3), "the call, the visit, the deadline");
    let unfolded = text.replace("\r\n ", "");
    assert!(unfolded.contains(r"SUMMARY:Balkan summit\, with a name\; so long"), "{unfolded}");
    assert!(unfolded.contains("DTSTART;VALUE=DATE:20260501\r\n") && unfolded.contains("DTEND;VALUE=DATE:20260601\r\n"));
}

#[test]
fn a_meeting_to_come_is_not_put_on_the_day_it_was_written_about() {
    let mut reading = first();
    reading.meetings.iter_mut().for_each(|meeting| meeting.date.basis = legation::record::Basis::Publication);
    let codes = Codes::load(&Files::builtin()).expect("the data files are sound");
    let mut out = Vec::new();
    let readings = std::iter::once(Exported::from(reading));
    let count = write(Format::Calendar, readings, &View::of(Format::Calendar), &codes, &mut out).expect("written");
    assert_eq!(count, 2, "the call that was held and the deadline");
}

#[test]
fn share_safe_readings_have_no_words_and_get_them_back_byte_for_byte() {
    for (reading, text) in [(first(), FIRST), (second(), SECOND)] {
        let safe = share::share_safe(&reading).expect("a line");
        for words in ["Moreau", "talks", "tariffs", "sanction", "Prist", "praised", "spoke", "by June", "They"] {
            assert!(!safe.contains(words), "{words} is in {safe}");
        }
        assert!(safe.contains(&reading.events[0].id) && safe.contains(&reading.document.id));
        let again = share::rehydrate(&safe, text, reading.document.title.as_deref()).expect("the same text");
        assert_eq!(json::to_json(&again), json::to_json(&reading));
        assert_eq!(again, reading);
    }
}

#[test]
fn words_are_put_back_into_no_other_text() {
    let safe = share::share_safe(&first()).expect("a line");
    let error = share::rehydrate(&safe, &FIRST.replace("March", "April"), None).expect_err("another text");
    assert!(matches!(&error, ExportError::OtherText { .. }) && error.to_string().contains("wire/1.txt"), "{error}");
    let error = share::rehydrate(&safe, FIRST, Some("Another title")).expect_err("another title");
    assert!(matches!(error, ExportError::OtherTitle { .. }), "{error}");
    assert!(matches!(share::rehydrate("{", FIRST, None), Err(ExportError::Json(_))));
}

#[test]
fn csv_quotes_what_it_must_and_says_where_events_come_from() {
    let (bytes, count) = export(Format::Csv(Records::Events), &View::of(Format::Csv(Records::Events)));
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
    let cell = |row: usize, name: &str| rows[row].get(header.iter().position(|own| own == name).expect("a column")).unwrap_or_default();
    assert_eq!((rows.len(), count), (6, 6), "the planned visit too, the merged call once");
    assert_eq!(cell(0, "title"), "Ministers \"talk\"; tariffs\tto fall");
    assert_eq!(cell(0, "sources"), "https://www.example.org/news/1?a=1;2; https://news.example.net/2");
    assert_eq!(cell(3, "status"), "planned");
    assert_eq!(cell(2, "sentence"), "In February the police arrested five people in Pristina.");
}

#[test]
fn an_archive_without_readings_is_a_whole_file() {
    let codes = Codes::load(&Files::builtin()).expect("the data files are sound");
    for format in Format::all() {
        let mut out = Vec::new();
        let none = Vec::<Reading>::new().into_iter().map(Exported::from);
        assert_eq!(write(format, none, &View::of(format), &codes, &mut out).expect("written"), 0, "{format:?}");
        let lines = String::from_utf8_lossy(&out).lines().count();
        match format {
            Format::Polecat | Format::Icews | Format::Csv(_) => assert_eq!(lines, 1, "{format:?}: the header"),
            Format::Calendar => assert!(out.ends_with(b"END:VCALENDAR\r\n")),
            #[cfg(feature = "table")]
            Format::Parquet(_) => assert!(out.ends_with(b"PAR1")),
            _ => assert!(out.is_empty(), "{format:?}"),
        }
    }
}
