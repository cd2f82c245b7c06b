//! Bottom-up parsing: rules are tried on words and found values until nothing new comes.

use super::produce;
use super::rules::{Grammar, Item, Rule, What};
use super::tokens::Token;
use super::value::{KINDS, Value};

/// More values than this in one sentence are not looked for.
const MOST: usize = 600;

/// A value over a stretch of tokens, with what it was made from.
#[derive(Debug, Clone)]
pub struct Node {
    /// First token.
    pub start: usize,
    /// Token after the last.
    pub end: usize,
    pub value: Value,
    kinds: u32,
    /// The rule; none for a single word.
    pub rule: Option<usize>,
    /// The values it is made of, as places in the chart.
    pub children: Vec<usize>,
}

/// All values found in a sentence.
#[derive(Debug, Default)]
pub struct Chart {
    pub nodes: Vec<Node>,
    /// By first token.
    by_start: Vec<Vec<usize>>,
}

impl Chart {
    /// Reads a sentence's tokens.
    pub fn read(grammar: &Grammar, tokens: &[Token<'_>]) -> Self {
        let mut chart = Self { nodes: Vec::new(), by_start: vec![Vec::new(); tokens.len()] };
        for at in 0..tokens.len() {
            grammar.lexicon.at(tokens, at, &mut |end, value| {
                chart.add(grammar, Node { start: at, end, kinds: value.kinds(), value, rule: None, children: Vec::new() });
            });
        }
        // Rules that begin with a word are tried anew in every round, the others where a value is new.
        let worded: Vec<(usize, &[usize])> =
            tokens.iter().enumerate().filter_map(|(at, token)| Some((at, grammar.by_word.get(token.text)?.as_slice()))).collect();
        let mut old = 0;
        for round in 0..6 {
            let now = chart.nodes.len();
            if now == old && round > 0 {
                break;
            }
            let mut made = Vec::new();
            for (at, rules) in &worded {
                for rule in *rules {
                    chart.matches(grammar, tokens, *rule, *at, old, &mut made);
                }
            }
            let mut tried: Vec<(usize, usize)> = Vec::new();
            for node in &chart.nodes[..now] {
                for bit in (0..KINDS.len()).filter(|bit| node.kinds >> bit & 1 == 1) {
                    tried.extend(grammar.by_kind[bit].iter().map(|rule| (node.start, *rule)));
                }
            }
            tried.sort_unstable();
            tried.dedup();
            for (at, rule) in tried {
                chart.matches(grammar, tokens, rule, at, old, &mut made);
            }
            for node in made {
                chart.add(grammar, node);
            }
            old = now;
            if chart.nodes.len() > MOST {
                break;
            }
        }
        chart
    }

    fn add(&mut self, grammar: &Grammar, node: Node) {
        // The same value may hold in one place and not in another.
        let kind = |node: &Node| node.rule.map(|rule| (grammar.rules[rule].closes, grammar.rules[rule].means == "written-duration"));
        let Some(here) = self.by_start.get_mut(node.start) else { return };
        let known = here.iter().any(|other| {
            let other = &self.nodes[*other];
            other.end == node.end && other.value == node.value && kind(other) == kind(&node)
        });
        if !known {
            here.push(self.nodes.len());
            self.nodes.push(node);
        }
    }

    /// All ways in which a rule fits from a token on, with at least one value from `new` on or none at all.
    fn matches(&self, grammar: &Grammar, tokens: &[Token<'_>], rule: usize, at: usize, new: usize, made: &mut Vec<Node>) {
        let whole = &grammar.rules[rule];
        if !whole.after.is_empty() && !at.checked_sub(1).is_some_and(|before| whole.after.iter().any(|word| word == tokens[before].text)) {
            return;
        }
        let mut search = Search { chart: self, tokens, rule: whole, number: rule, start: at, new, children: Vec::new(), made };
        search.go(0, at);
    }
}

struct Search<'a, 'm> {
    chart: &'a Chart,
    tokens: &'a [Token<'a>],
    rule: &'a Rule,
    number: usize,
    start: usize,
    new: usize,
    children: Vec<usize>,
    made: &'m mut Vec<Node>,
}

impl Search<'_, '_> {
    fn go(&mut self, item: usize, at: usize) {
        let rule = self.rule;
        let Some(wanted) = rule.items.get(item) else {
            self.finish(at);
            return;
        };
        if wanted.optional {
            self.go(item + 1, at);
        }
        self.take(wanted, item, at);
        // A hyphen may join any two pieces: "mid-May", "90-day".
        if at > self.start && self.joins(at) {
            self.take(wanted, item, at + 1);
        }
    }

    /// Goes on behind a piece that fits at a token.
    fn take(&mut self, wanted: &Item, item: usize, at: usize) {
        match &wanted.what {
            What::Words(words) => {
                if self.tokens.get(at).is_some_and(|token| words.iter().any(|word| word == token.text)) {
                    self.go(item + 1, at + 1);
                }
            }
            What::Kinds(kinds) => {
                let chart = self.chart;
                for &node in chart.by_start.get(at).into_iter().flatten() {
                    let found = &chart.nodes[node];
                    if found.kinds & kinds != 0 {
                        self.children.push(node);
                        self.go(item + 1, found.end);
                        self.children.pop();
                    }
                }
            }
        }
    }

    fn joins(&self, at: usize) -> bool {
        let hyphen = self.tokens.get(at).is_some_and(|token| token.text == "-" && token.start == self.tokens[at - 1].end);
        hyphen && self.tokens.get(at + 1).is_some_and(|next| next.start == self.tokens[at].end)
    }

    fn finish(&mut self, end: usize) {
        if !self.children.is_empty() && self.children.iter().all(|child| *child < self.new)
            || self.children.is_empty() && self.new > 0
            || end == self.start
            || self.made.len() > MOST
        {
            return;
        }
        // An optional end that was skipped may have left a comma behind.
        if self.tokens[end - 1].text == "," {
            return;
        }
        let values: Vec<&Value> = self.children.iter().map(|child| &self.chart.nodes[*child].value).collect();
        if let Some(value) = produce::value(&self.rule.means, &values) {
            self.made.push(Node {
                start: self.start,
                end,
                kinds: value.kinds(),
                value,
                rule: Some(self.number),
                children: self.children.clone(),
            });
        }
    }
}
