/// What a site's robots.txt lets one robot fetch (RFC 9309). Paths are compared as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Robots {
    /// Whether a pattern is allowed, and the pattern.
    rules: Vec<(bool, String)>,
}

impl Robots {
    /// Nothing may be fetched.
    pub fn closed() -> Self {
        Self { rules: vec![(false, "/".to_owned())] }
    }

    /// The rules for a robot of this name, else those for all.
    pub fn parse(text: &str, robot: &str) -> Self {
        let (mut own, mut all) = (None, Self::default());
        let (mut to_own, mut to_all, mut in_agents) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !in_agents {
                    (to_own, to_all) = (false, false);
                }
                in_agents = true;
                let name: String = value.chars().take_while(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_')).collect();
                to_all |= value == "*";
                to_own |= name.eq_ignore_ascii_case(robot);
                if to_own {
                    own.get_or_insert_with(Self::default);
                }
            } else if matches!(key.as_str(), "allow" | "disallow") {
                in_agents = false;
                if value.is_empty() {
                    continue;
                }
                let rule = (key == "allow", value.to_owned());
                if to_all {
                    all.rules.push(rule.clone());
                }
                if let Some(own) = own.as_mut().filter(|_| to_own) {
                    own.rules.push(rule);
                }
            }
        }
        own.unwrap_or(all)
    }

    /// Whether a path with its query may be fetched: the longest rule that matches says so, and of equals the one that allows.
    pub fn allows(&self, path: &str) -> bool {
        let matching = self.rules.iter().filter(|(_, pattern)| matches(pattern, path));
        matching.max_by_key(|(allow, pattern)| (pattern.len(), *allow)).is_none_or(|(allow, _)| *allow)
    }
}

/// Whether a path begins with a pattern, in which `*` stands for anything and a last `$` for the path's end.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !to_end || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if to_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::Robots;

    const TEXT: &str = "# rules\nUser-agent: *\nDisallow: /\n\nUser-Agent: other\nUser-agent: Legation/1.0\nCrawl-delay: 1\nDisallow: /private\n\
        Allow: /private/open$\nDisallow: /*.pdf$\nDisallow: /a*b*c\nDisallow:\nSitemap: https://example.org/sitemap.xml\n";

    #[test]
    fn own_rules_go_before_those_for_all() {
        assert!(!Robots::parse(TEXT, "stranger").allows("/news"));
        assert!(Robots::parse(TEXT, "legation").allows("/news"));
        assert!(Robots::parse("User-agent: legation\nDisallow:\n\nUser-agent: *\nDisallow: /\n", "legation").allows("/news"));
        assert!(Robots::parse("", "legation").allows("/news"));
        assert!(!Robots::closed().allows("/news"));
    }

    #[test]
    fn the_longest_rule_decides() {
        let robots = Robots::parse(TEXT, "legation");
        for (path, allowed) in [
            ("/private/notes", false),
            ("/private/open", true),
            ("/private/open/more", false),
            ("/paper.pdf", false),
            ("/paper.pdf?page=2", true),
            ("/a1b2c3", false),
            ("/acb", true),
        ] {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
    }

    #[test]
    fn many_wildcards_take_no_time() {
        let robots = Robots::parse(&format!("User-agent: *\nDisallow: /{}b$", "*a".repeat(500)), "legation");
        assert!(robots.allows(&format!("/{}", "a".repeat(100_000))));
    }
}
