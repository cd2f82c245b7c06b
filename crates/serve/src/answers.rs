use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::page::Sent;

/// Answers that were made already, for as long as the store stays as it is.
pub struct Answers {
    /// Bytes of one generation.
    room: usize,
    generations: Mutex<Generations>,
}

/// What was asked for lately, and what before that: where the young ones are too many they become the old, and the old are forgotten.
#[derive(Default)]
struct Generations {
    young: HashMap<String, (i64, Sent)>,
    old: HashMap<String, (i64, Sent)>,
    /// Bytes of the young.
    bytes: usize,
}

impl Answers {
    /// Room for so many bytes of answers.
    pub fn new(bytes: usize) -> Self {
        Self { room: bytes / 2, generations: Mutex::default() }
    }

    /// What an address was answered, if the store has not been written since.
    pub fn get(&self, address: &str, version: i64) -> Option<Sent> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, answer)) = generations.young.get(address) {
            return (*of == version).then(|| answer.clone());
        }
        let (address, (of, answer)) = generations.old.remove_entry(address)?;
        let answer = (of == version).then_some(answer)?;
        generations.put(self.room, address, version, answer.clone());
        Some(answer)
    }

    /// Keeps an answer that was made of the store at a version.
    pub fn put(&self, address: String, version: i64, answer: Sent) {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner).put(self.room, address, version, answer);
    }
}

impl Generations {
    fn put(&mut self, room: usize, address: String, version: i64, answer: Sent) {
        // Besides its body an answer has some 200 bytes.
        let rest = address.len() + 200;
        let size = answer.size() + rest;
        if size > room {
            return;
        }
        if self.bytes + size > room {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += size;
        if let Some((_, before)) = self.young.insert(address, (version, answer)) {
            self.bytes = self.bytes.saturating_sub(before.size() + rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_what_is_not_gives_way() {
        let answers = Answers::new(20_000);
        answers.put("/asked".to_owned(), 1, Sent::of("x".repeat(100)));
        for page in 0..100 {
            assert!(answers.get("/asked", 1).is_some(), "{page}");
            answers.put(format!("/{page}"), 1, Sent::of("x".repeat(500)));
        }
        assert!(answers.get("/0", 1).is_none());
        let generations = answers.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: usize = generations.young.values().chain(generations.old.values()).map(|(_, answer)| answer.size()).sum();
        assert!(bytes <= 20_000, "{bytes}");
    }

    #[test]
    fn an_answer_of_an_earlier_store_is_none() {
        let answers = Answers::new(20_000);
        answers.put("/".to_owned(), 1, Sent::of("before".to_owned()));
        assert!(answers.get("/", 2).is_none());
        answers.put("/".to_owned(), 2, Sent::of("after".to_owned()));
        assert_eq!(answers.get("/", 2).map(|answer| answer.size()), Some(5));
        answers.put("/large".to_owned(), 2, Sent::of("x".repeat(30_000)));
        assert!(answers.get("/large", 2).is_none());
    }
}
