use jiff::civil;
use legation::World;
use legation::names::{Question, resolve};
use legation::record::{Code, Party};

use crate::expectation::{Token, code_of, fold, tokens};

/// One line `resolve "words" = "Name" CODES`: whom words mean by themselves.
pub struct Resolution {
    pub number: usize,
    pub source: String,
    pub todo: bool,
    question: Question,
    /// The answers that are right; none stands for "nobody".
    answers: Vec<Option<Answer>>,
}

/// One right answer.
struct Answer {
    name: String,
    /// Its country and sectors.
    codes: Vec<String>,
    /// `person`, `state` and so on; none where it does not matter.
    kind: Option<String>,
}

impl Resolution {
    /// Whether a line is of this kind.
    pub fn is(line: &str) -> bool {
        line.strip_prefix("todo ").unwrap_or(line).starts_with("resolve ")
    }

    pub fn parse(number: usize, line: &str) -> Result<Self, String> {
        let (todo, rest) = line.strip_prefix("todo ").map_or((false, line), |rest| (true, rest));
        let tokens = tokens(rest)?;
        let is = |token: &Token, word: &str| *token == Token::Word(word.to_owned());
        let Some(equals) = tokens.iter().position(|token| is(token, "=")) else { return Err(format!("{line:?} has no answer")) };
        let question = question(&tokens[1..equals]).map_err(|error| format!("{line:?}: {error}"))?;
        let mut answers: Vec<Option<Answer>> = Vec::new();
        for part in tokens[equals + 1..].split(|token| is(token, "or")) {
            let first = answers.iter().flatten().next().map(|answer| answer.name.clone());
            answers.push(answer(part, first).map_err(|error| format!("{line:?}: {error}"))?);
        }
        Ok(Self { number, source: line.to_owned(), todo, question, answers })
    }

    /// Whether the answer is one of those wanted, and what it is in words.
    pub fn check(&self, world: &World) -> (bool, String) {
        let found = resolve(world, &self.question);
        let party = found.party.as_ref();
        let holds = self.answers.iter().any(|answer| match (answer, party) {
            (Some(answer), Some(party)) => answer.fits(party),
            (None, None) => true,
            _ => false,
        });
        let shown = party.map_or_else(
            || "nobody".to_owned(),
            |party| format!("{:?} {:?} {:?} {}", party.name, party.country, party.sectors, code_of(&party.kind)),
        );
        (holds, format!("      found {shown} because {}\n", found.why))
    }
}

impl Answer {
    /// The name is the whole name; a country must be listed, a sector only where codes are listed at all.
    fn fits(&self, party: &Party) -> bool {
        let has = |code: &String| {
            party.country.is_some_and(|country| country.as_str() == code) || party.sectors.iter().any(|s| s.as_str() == code)
        };
        fold(&party.name) == fold(&self.name)
            && self.codes.iter().all(has)
            && party.country.is_none_or(|country| self.codes.iter().any(|code| code == country.as_str()))
            && (!self.codes.is_empty() || party.sectors.is_empty())
            && self.kind.as_ref().is_none_or(|kind| code_of(&party.kind) == *kind)
    }
}

/// `"words" on 1991-05-14 in "context" from USA`
fn question(tokens: &[Token]) -> Result<Question, String> {
    let [Token::Quoted(words), rest @ ..] = tokens else { return Err("the words to resolve stand first, in quotation marks".to_owned()) };
    let mut question = Question { words: words.clone(), ..Question::default() };
    for pair in rest.chunks(2) {
        match pair {
            [Token::Word(on), Token::Word(day)] if on == "on" => {
                question.day = Some(day.parse::<civil::Date>().map_err(|error| error.to_string())?);
            }
            [Token::Word(from), Token::Word(code)] if from == "from" => {
                question.country = Some(Code::new(code).ok_or_else(|| format!("{code:?} is no code"))?);
            }
            [Token::Word(word), Token::Quoted(context)] if word == "in" => question.context = Some(context.clone()),
            _ => return Err(format!("{pair:?} is none of on DATE, from CODE, in \"context\"")),
        }
    }
    Ok(question)
}

/// `"Name" USA GOV person`, without the name where it is that of the first answer, or `nobody`.
fn answer(tokens: &[Token], first: Option<String>) -> Result<Option<Answer>, String> {
    let (name, rest) = match tokens {
        [Token::Word(word)] if word == "nobody" => return Ok(None),
        [Token::Quoted(name), rest @ ..] => (Some(name.clone()), rest),
        rest => (first.filter(|_| !rest.is_empty()), rest),
    };
    let mut answer = Answer { name: name.ok_or("an answer has a name")?, codes: Vec::new(), kind: None };
    for token in rest {
        match token {
            Token::Word(code) if code.chars().all(|letter| letter.is_ascii_uppercase()) => answer.codes.push(code.clone()),
            Token::Word(kind) if ["person", "state", "government", "organisation", "group", "generic"].contains(&kind.as_str()) => {
                answer.kind = Some(kind.clone());
            }
            Token::Word(other) | Token::Quoted(other) => return Err(format!("{other:?} is neither a code nor a kind of party")),
        }
    }
    Ok(Some(answer))
}
