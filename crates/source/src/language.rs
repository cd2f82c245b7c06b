/// ISO 639-1 code of a text's language, where it can be told surely; `None` where it is short or unclear.
pub fn of(text: &str) -> Option<String> {
    let head: String = text.chars().take(4000).collect();
    if head.split_whitespace().count() < 12 {
        return None;
    }
    let info = whatlang::detect(&head)?;
    if !info.is_reliable() && info.confidence() < 0.6 {
        return None;
    }
    let code = match info.lang().code() {
        "eng" => "en",
        "fra" => "fr",
        "deu" => "de",
        "spa" => "es",
        "por" => "pt",
        "ita" => "it",
        "nld" => "nl",
        "rus" => "ru",
        "ukr" => "uk",
        "pol" => "pl",
        "tur" => "tr",
        "ara" => "ar",
        "pes" => "fa",
        "heb" => "he",
        "cmn" => "zh",
        "jpn" => "ja",
        "kor" => "ko",
        "vie" => "vi",
        "ind" => "id",
        "hin" => "hi",
        "swe" => "sv",
        "dan" => "da",
        "nob" => "nb",
        "fin" => "fi",
        "ces" => "cs",
        "ron" => "ro",
        "hun" => "hu",
        "ell" => "el",
        other => other,
    };
    Some(code.to_owned())
}
