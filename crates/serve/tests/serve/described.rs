use std::collections::BTreeSet;

use axum::http::StatusCode;
use legation_serve::{App, Settings, description, router};

use crate::support::{addresses, get, server, store};

/// The paths of the router, as its Debug form lists them.
fn routes() -> BTreeSet<String> {
    let written = format!("{:?}", router(App::open(Settings::new(store())).expect("a store")));
    let paths = written.split("RouteId(").filter_map(|part| part.split_once("): \"")?.1.split('"').next());
    paths.filter(|path| path.starts_with('/')).map(str::to_owned).collect()
}

#[test]
fn every_address_is_described_and_every_described_one_is_there() {
    let described: BTreeSet<String> = description()["paths"].as_object().expect("paths").keys().cloned().collect();
    let mut routes = routes();
    assert!(routes.remove("/static/{*name}"), "the router's routes are read: {routes:?}");
    routes.retain(|path| !path.contains("__private"));
    assert_eq!(described, routes);
}

#[tokio::test]
async fn an_address_knows_the_parameters_that_are_described_and_no_others() {
    let server = server(|_| {});
    for (address, described) in addresses() {
        if address.starts_with("/records/") {
            continue;
        }
        let answer = get(&server, &format!("{address}?nonsense=1&format=json")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        let problem = answer.json();
        assert!(problem["message"].as_str().expect("words").contains("no parameter of this address"), "{address}: {problem}");
        let hint = problem["hint"].as_str().expect("a hint");
        let known: BTreeSet<&str> = hint.trim_start_matches("it knows ").split(", ").collect();
        let mut described: BTreeSet<&str> = described.iter().map(String::as_str).collect();
        // What is no page has one form, and is told of it by the same words.
        described.insert("format");
        assert_eq!(known, described, "{address}");
    }
}

#[tokio::test]
async fn answers_have_the_shape_that_is_described() {
    let server = server(|_| {});
    let described = description();
    for (path, methods) in described["paths"].as_object().expect("paths") {
        let Some(content) = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].as_str() else { continue };
        let schema = &described["components"]["schemas"][content.rsplit('/').next().expect("a name")];
        assert!(schema.is_object(), "{content} is not described");
        let there = addresses().into_iter().map(|(address, _)| address).find(|address| path == address).unwrap_or_default();
        if there.is_empty() {
            continue;
        }
        let answer = get(&server, &format!("{there}?format=json")).await.json();
        for field in schema["required"].as_array().into_iter().flatten() {
            assert!(answer.get(field.as_str().expect("a name")).is_some(), "{path} lacks {field}: {answer}");
        }
    }
}

#[test]
fn every_schema_that_is_named_is_there() {
    let described = description();
    let written = described.to_string();
    let schemas = described["components"]["schemas"].as_object().expect("schemas");
    let named: BTreeSet<&str> = written.split("#/components/schemas/").skip(1).filter_map(|part| part.split('"').next()).collect();
    let missing: Vec<&&str> = named.iter().filter(|name| !schemas.contains_key(**name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(named.contains("Event") && !written.contains("$defs"));
}
