use std::fmt;
use std::str::FromStr;

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use legation::record::hex;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

/// What a caller has to show.
#[derive(Clone)]
pub struct Token(String);

/// A token that could be guessed.
#[derive(Debug, Error)]
#[error("the token has fewer than {} characters; make one with `openssl rand -hex 32`", Token::LEAST)]
pub struct WeakToken;

/// The cookie of a browser that has signed in.
const NAME: &str = "legation";

impl Token {
    /// A token has at least so many characters.
    const LEAST: usize = 16;

    /// Whether these headers show it: as `Authorization: Bearer`, as the password of `Authorization: Basic`, which calendars know, or as
    /// the cookie of a browser that has signed in. `None` where they show none at all.
    pub fn shown(&self, headers: &HeaderMap) -> Option<bool> {
        let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        if let Some((scheme, given)) = authorization.and_then(|value| value.split_once(' ')) {
            if scheme.eq_ignore_ascii_case("bearer") {
                return Some(self.is(given.trim()));
            }
            if scheme.eq_ignore_ascii_case("basic") {
                let pair = STANDARD.decode(given.trim()).ok().and_then(|pair| String::from_utf8(pair).ok());
                return Some(pair.as_deref().and_then(|pair| pair.split_once(':')).is_some_and(|(_, password)| self.is(password)));
            }
        }
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        let session = cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == NAME);
        session.map(|(_, given)| same(given, &self.session()))
    }

    /// Whether somebody gave this token; takes the same time whatever they gave.
    pub fn is(&self, given: &str) -> bool {
        same(given, &self.0)
    }

    /// The cookie that signs a browser in until the token changes: 30 days at most, for this site and no script.
    pub fn cookie(&self, secure: bool) -> String {
        let secure = if secure { "; Secure" } else { "" };
        format!("{NAME}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000{secure}", self.session())
    }

    /// The cookie that signs a browser out.
    pub fn no_cookie() -> String {
        format!("{NAME}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
    }

    /// What the cookie holds: the token cannot be told from it.
    fn session(&self) -> String {
        hex(&Sha256::new().chain_update(b"legation session\0").chain_update(&self.0).finalize())
    }
}

/// Compares digests, which are of one length, in constant time.
fn same(given: &str, known: &str) -> bool {
    Sha256::digest(given).ct_eq(&Sha256::digest(known)).into()
}

impl FromStr for Token {
    type Err = WeakToken;

    fn from_str(given: &str) -> Result<Self, WeakToken> {
        let given = given.trim();
        if given.chars().count() < Self::LEAST { Err(WeakToken) } else { Ok(Self(given.to_owned())) }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

    use axum::http::HeaderValue;

    use super::*;

    fn shown(name: axum::http::HeaderName, value: &str) -> Option<bool> {
        let token: Token = "0123456789abcdef".parse().expect("long enough");
        token.shown(&HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a header"))]))
    }

    #[test]
    fn a_token_is_shown_as_bearer_as_password_or_by_the_cookie() {
        let token: Token = "0123456789abcdef".parse().expect("long enough");
        assert_eq!(shown(AUTHORIZATION, "bearer 0123456789abcdef"), Some(true));
        assert_eq!(shown(AUTHORIZATION, "Bearer 0123456789abcdeF"), Some(false));
        assert_eq!(shown(AUTHORIZATION, &format!("Basic {}", STANDARD.encode("any:0123456789abcdef"))), Some(true));
        assert_eq!(shown(AUTHORIZATION, "Basic %%%"), Some(false));
        let cookie = token.cookie(false);
        let cookie = cookie.split(';').next().expect("a pair");
        assert_eq!(shown(COOKIE, &format!("other=1; {cookie}")), Some(true));
        assert_eq!(shown(COOKIE, "legation=0123456789abcdef"), Some(false), "the cookie is not the token");
        assert_eq!(shown(COOKIE, "other=1"), None);
        assert_eq!(shown(AUTHORIZATION, "Digest x"), None);
    }

    #[test]
    fn a_token_that_could_be_guessed_is_refused_and_none_is_printed() {
        assert!("letmein".parse::<Token>().is_err());
        let token: Token = " 0123456789abcdef\n".parse().expect("long enough");
        assert!(token.is("0123456789abcdef"), "what a file ends with does not matter");
        assert!(!format!("{token:?}").contains("0123"));
    }
}
