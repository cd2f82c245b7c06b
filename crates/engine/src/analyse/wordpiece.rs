use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// At most this many pieces of a word are looked at, as in training.
const MAX_PIECES: usize = 12;
/// BERT gives up on longer stretches of letters.
const MAX_LETTERS: usize = 100;

/// Cuts words into the pieces of an uncased BERT vocabulary.
#[derive(Debug)]
pub struct WordPiece {
    pieces: HashMap<String, i32>,
    /// Id of `[CLS]`.
    pub cls: i32,
    /// Id of `[SEP]`.
    pub sep: i32,
    unknown: i32,
    /// Ids of the pieces that stand before and behind the source, before and behind the target of a pair.
    pub marks: [i32; 4],
}

impl WordPiece {
    /// The pieces of `vocab.txt`, one a line, numbered from 0; `None` where a special piece is missing.
    #[must_use]
    pub fn new(vocabulary: &str) -> Option<Self> {
        let mut pieces = HashMap::with_capacity(vocabulary.len() / 8);
        pieces.extend(vocabulary.lines().map(str::to_owned).zip(0..));
        let special = |name: &str| pieces.get(name).copied();
        let (cls, sep, unknown) = (special("[CLS]")?, special("[SEP]")?, special("[UNK]")?);
        let marks = [special("[unused0]")?, special("[unused1]")?, special("[unused2]")?, special("[unused3]")?];
        Some(Self { pieces, cls, sep, unknown, marks })
    }

    /// The ids of a word's pieces; at least one.
    #[must_use]
    pub fn word(&self, word: &str) -> Vec<i32> {
        let mut ids = Vec::new();
        let mut stretch = String::new();
        for character in word.chars().take(4 * MAX_LETTERS).flat_map(char::to_lowercase).nfd().filter(|&c| !is_combining_mark(c)) {
            if ids.len() >= MAX_PIECES {
                break;
            }
            if character.is_whitespace() || character == '\u{0}' || character == '\u{fffd}' || is_control(character) {
                if character.is_whitespace() {
                    self.stretch(&mut stretch, &mut ids);
                }
            } else if is_punctuation(character) || is_cjk(character) {
                self.stretch(&mut stretch, &mut ids);
                stretch.push(character);
                self.stretch(&mut stretch, &mut ids);
            } else {
                stretch.push(character);
            }
        }
        self.stretch(&mut stretch, &mut ids);
        ids.truncate(MAX_PIECES);
        if ids.is_empty() {
            ids.push(self.unknown);
        }
        ids
    }

    /// Longest pieces first; a stretch with an unknown part is unknown as a whole. Empties `stretch`.
    fn stretch(&self, stretch: &mut String, ids: &mut Vec<i32>) {
        if stretch.is_empty() {
            return;
        }
        let before = ids.len();
        let mut rest = stretch.as_str();
        if rest.chars().count() > MAX_LETTERS {
            rest = "";
            ids.push(self.unknown);
        }
        while !rest.is_empty() {
            let first = ids.len() == before;
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).collect::<Vec<_>>();
            let hit = ends.into_iter().rev().find_map(|end| {
                let id = if first { self.pieces.get(&rest[..end]) } else { self.pieces.get(&format!("##{}", &rest[..end])) };
                id.map(|&id| (id, end))
            });
            let Some((id, end)) = hit else {
                ids.truncate(before);
                ids.push(self.unknown);
                break;
            };
            ids.push(id);
            rest = &rest[end..];
        }
        stretch.clear();
    }
}

fn is_control(character: char) -> bool {
    // Cc but for white space, and the format characters that BERT's cleaning drops.
    (character.is_control() && !matches!(character, '\t' | '\n' | '\r'))
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// ASCII symbols count as punctuation in BERT, as does general Unicode punctuation.
fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation()
        || matches!(character, '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{6d4}')
}

fn is_cjk(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2ceaf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::WordPiece;

    #[test]
    fn cuts_words_as_bert_does() {
        let pieces = WordPiece::new("[CLS]\n[SEP]\n[UNK]\nzelensky\n##y\nu\n.\ns\n中\n[unused0]\n[unused1]\n[unused2]\n[unused3]\n")
            .expect("all special pieces are there");
        assert_eq!(pieces.word("Zelenskyy"), [3, 4]);
        assert_eq!(pieces.word("Zélensky"), [3]);
        assert_eq!(pieces.word("U.S."), [5, 6, 7, 6]);
        assert_eq!(pieces.word("中中"), [8, 8]);
        assert_eq!(pieces.word("🙂"), [2]);
        assert_eq!(pieces.word("\u{200b}"), [2]);
        assert_eq!(pieces.word(&"u".repeat(5000)), [2]);
    }
}
