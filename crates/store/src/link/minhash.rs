//! MinHash: how far two texts are the same, told from 64 numbers each, and found by bands of them.

use std::collections::BTreeSet;

/// So many words in a row are one shingle.
const SHINGLE: usize = 5;
/// Numbers in a signature.
const HASHES: usize = 64;
/// Bands of four: two texts with half of their shingles in common share one in 64 of 100 cases, with four fifths in 999 of 1,000.
const BANDS: usize = 16;

/// The least hash of a text's shingles under each of 64 orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature([u32; HASHES]);

impl Signature {
    /// As stored: 256 bytes, little end first.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    /// The signature that was stored as these bytes.
    #[must_use]
    pub fn of_bytes(bytes: &[u8; 4 * HASHES]) -> Self {
        Self(std::array::from_fn(|at| u32::from_le_bytes(std::array::from_fn(|byte| bytes[4 * at + byte]))))
    }

    /// The value of each band.
    #[must_use]
    pub fn bands(&self) -> Vec<i64> {
        self.0
            .chunks(HASHES / BANDS)
            .map(|rows| {
                let mut mixed = 0xcbf2_9ce4_8422_2325_u64;
                rows.iter().for_each(|&row| mixed = mix(mixed ^ u64::from(row)));
                mixed.cast_signed()
            })
            .collect()
    }
}

/// The signature of a text.
#[must_use]
pub fn signature(text: &str) -> Signature {
    let mut least = [u32::MAX; HASHES];
    for shingle in shingles(text) {
        for (order, own) in least.iter_mut().enumerate() {
            *own = (*own).min((mix(shingle ^ mix(order as u64 + 1)) >> 32) as u32);
        }
    }
    Signature(least)
}

/// Hashes of every five words in a row, without case and punctuation; of a shorter text its words together.
#[must_use]
pub fn shingles(text: &str) -> BTreeSet<u64> {
    let words: Vec<u64> = text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, |hash, letter| mix(hash ^ u64::from(letter))))
        .collect();
    let together = |words: &[u64]| words.iter().fold(0x9e37_79b9_7f4a_7c15, |hash, word| mix(hash ^ word));
    if words.len() < SHINGLE {
        return BTreeSet::from([together(&words)]);
    }
    words.windows(SHINGLE).map(together).collect()
}

/// How much of both texts' shingles is in both, 0 to 1.
#[must_use]
pub fn jaccard(one: &BTreeSet<u64>, other: &BTreeSet<u64>) -> f64 {
    let common = one.intersection(other).count();
    let all = one.len() + other.len() - common;
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}

/// Splitmix64's finisher: every bit of the input moves every bit of the output.
fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "The foreign ministers of Norway and Chile met in Oslo on Monday and signed an agreement on fisheries that both had prepared for two years.";

    #[test]
    fn case_and_punctuation_do_not_tell_two_texts_apart() {
        let other = REPORT.to_uppercase().replace(' ', "  ").replace('.', " !");
        assert_eq!(signature(REPORT), signature(&other));
    }

    #[test]
    fn the_share_of_equal_numbers_is_near_the_share_of_common_shingles() {
        let long = (0..400).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ");
        let half = (0..400)
            .map(|number| if number < 300 { format!("word{number}") } else { format!("other{number}") })
            .collect::<Vec<_>>()
            .join(" ");
        let exact = jaccard(&shingles(&long), &shingles(&half));
        let equal = signature(&long).0.iter().zip(signature(&half).0).filter(|(one, other)| **one == *other).count();
        assert!((equal as f64 / HASHES as f64 - exact).abs() < 0.2, "{equal} of 64 for {exact}");
    }

    #[test]
    fn a_signature_comes_back_from_its_bytes() {
        let own = signature(REPORT);
        assert_eq!(own.bytes().try_into().map(|bytes| Signature::of_bytes(&bytes)), Ok(own));
    }

    #[test]
    fn a_text_without_words_has_a_signature() {
        assert_eq!(signature("").bands().len(), BANDS);
    }
}
