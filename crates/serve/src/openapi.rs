//! The description of the API, OpenAPI 3.1, made from the list of addresses and from the schema of a reading.

use serde_json::{Map, Value, json};

use crate::addresses::{ADDRESSES, Address, Answer};
use crate::parameter::{FORMAT, FORMAT_OF_ROWS, Parameter, QUESTION};

/// The description as it is served at `/openapi.json`.
#[must_use]
pub fn description() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for address in ADDRESSES {
        let path = paths.entry(address.path).or_insert_with(|| json!({}));
        path[address.method] = operation(address);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Legation",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "The record of relations between states",
            "description": "Every page is JSON and CSV at the same address, by the parameter `format` or the header `Accept`; 406 where neither can be. Lists give `next`, the address of what comes after, also as the header `Link` with rel=next. Every page has an `ETag`: sent back as `If-None-Match` it is answered by 304 where nothing has changed. Errors are a Problem. Spans count Unicode scalar values.",
            "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
        },
        "servers": [{ "url": "/" }],
        "security": [{}, { "bearer": [] }, { "cookie": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "cookie": { "type": "apiKey", "in": "cookie", "name": "legation" },
            },
        },
    })
}

/// The parameters in the query of an address.
pub fn parameters(address: &Address) -> Vec<Parameter> {
    let question: &[Parameter] = if address.question { &QUESTION } else { &[] };
    let form = match address.answer {
        Answer::Page(_) => Some(FORMAT),
        Answer::Rows(_) => Some(FORMAT_OF_ROWS),
        Answer::Text(_) | Answer::Elsewhere => None,
    };
    address.own.iter().chain(question).copied().chain(form).collect()
}

fn operation(address: &Address) -> Value {
    let parts = address.parts().map(|part| {
        json!({ "name": part, "in": "path", "required": true, "description": address.part, "schema": { "type": "string", "minLength": 1 } })
    });
    let parameters: Vec<Value> = parts.chain(parameters(address).into_iter().map(Parameter::to_json)).collect();
    let mut operation = json!({
        "operationId": format!("{} {}", address.method, address.path),
        "summary": address.says,
        "parameters": parameters,
        "responses": responses(address),
    });
    if let Some((kind, schema)) = address.body {
        operation["requestBody"] = json!({ "required": true, "content": { kind: { "schema": reference(schema) } } });
    }
    if ["/healthz", "/login"].contains(&address.path) {
        operation["security"] = json!([]);
    }
    operation
}

fn responses(address: &Address) -> Value {
    let mut responses = Map::new();
    let text = |kind: &str| json!({ kind: { "schema": { "type": "string" } } });
    match address.answer {
        Answer::Page(schema) | Answer::Rows(schema) => {
            let mut content = json!({ "application/json": { "schema": reference(schema) } });
            for kind in address.forms().into_iter().filter(|&kind| kind != "application/json") {
                content[kind] = json!({ "schema": { "type": "string" } });
            }
            let mut headers = json!({ "ETag": { "description": "Changes with the answer.", "schema": { "type": "string" } } });
            if matches!(address.answer, Answer::Rows(_)) {
                headers["Link"] = json!({ "description": "What comes after, with rel=next.", "schema": { "type": "string" } });
            }
            responses.insert("200".to_owned(), json!({ "description": address.says, "headers": headers, "content": content }));
            if address.method == "get" {
                responses.insert("304".to_owned(), json!({ "description": "The caller has it already, by `If-None-Match`." }));
            }
            if ["/dyads", "/dyads/{pair}", "/meetings/{id}"].contains(&address.path) {
                responses.insert("307".to_owned(), json!({ "description": "The way to the page that is meant." }));
            }
            responses.insert("406".to_owned(), problem("None of the forms that the caller takes can be had."));
        }
        Answer::Text("application/json") => {
            let content = json!({ "application/json": { "schema": { "type": "object" } } });
            responses.insert("200".to_owned(), json!({ "description": address.says, "content": content }));
        }
        Answer::Text(kind) => {
            responses.insert("200".to_owned(), json!({ "description": address.says, "content": text(kind) }));
        }
        Answer::Elsewhere => {
            let headers = json!({ "Location": { "description": "Where.", "schema": { "type": "string" } } });
            responses.insert("303".to_owned(), json!({ "description": address.says, "headers": headers }));
        }
    }
    let mut told = vec![
        ("400", "The request makes no sense; the hint says how to write it."),
        ("401", "A token is needed, or another one."),
        ("414", "The address is too long."),
        ("421", "This server is not known by the name that was asked for."),
        ("429", "Too many requests; `Retry-After` says how many seconds to wait."),
        ("500", "Something went wrong on the server."),
        ("503", "The server is busy, or the question takes too long; `Retry-After` says how many seconds to wait."),
    ];
    if address.parts().next().is_some() {
        told.push(("404", "There is no such thing in the store."));
    }
    if address.method == "post" {
        told.extend([
            ("403", "A page of another site may not send this."),
            ("408", "The request took too long to come."),
            ("413", "The body is too large."),
            ("415", "The body has another media type."),
            ("422", "The body lacks something."),
        ]);
    }
    for (status, says) in told {
        responses.insert(status.to_owned(), problem(says));
    }
    Value::Object(responses)
}

/// As JSON, and as a page where a page was wanted.
fn problem(says: &str) -> Value {
    json!({ "description": says, "content": { "application/json": { "schema": reference("Problem") }, "text/html": { "schema": { "type": "string" } } } })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// The schemas of answers; those of records are the ones that `legation schema` prints.
fn schemas() -> Value {
    let mut reading = moved(legation::json::schema().to_value());
    let mut schemas = reading["$defs"].take();
    if let Some(fields) = reading.as_object_mut() {
        fields.remove("$defs");
        fields.remove("$schema");
    }
    let text = json!({ "type": "string" });
    let maybe = json!({ "type": ["string", "null"] });
    let number = json!({ "type": "integer", "minimum": 0 });
    schemas["Reading"] = reading;
    schemas["Problem"] = json!({
        "type": "object", "required": ["message", "code", "hint", "link"], "additionalProperties": false,
        "description": "Why a request is not answered.",
        "properties": {
            "message": { "type": "string", "description": "What is wrong, in a sentence." },
            "code": { "type": "string", "description": "The same in a word, such as `not-found`." },
            "hint": { "type": ["string", "null"], "description": "What to do." },
            "link": { "type": ["string", "null"], "description": "Where to read more, on this server." },
        },
    });
    schemas["Page"] = json!({ "type": "object", "description": "What the page shows." });
    schemas["Source"] = json!({
        "type": "object", "required": ["document", "reference", "url", "publisher", "published"],
        "properties": { "document": text, "reference": text, "url": maybe, "publisher": maybe, "published": maybe },
    });
    let kinds = legation_store::Kind::ALL.map(legation_store::Kind::name);
    schemas["Record"] = json!({
        "type": "object", "required": ["document", "parties"],
        "description": "A record under the name of its kind, with its document (without the text) and the parties that it names.",
        "oneOf": kinds.map(|kind| json!({ "required": [kind] })),
        "properties": {
            "event": reference("Event"), "statement": reference("Statement"), "commitment": reference("Commitment"),
            "meeting": reference("Meeting"), "account": reference("Account"), "document": { "type": "object" }, "parties": { "type": "array" },
            "reports": { "type": "integer", "minimum": 1, "description": "How many documents tell it." },
            "sources": { "type": "array", "items": reference("Source"), "description": "Those, where they are more than one." },
        },
    });
    schemas["Records"] = json!({
        "type": "object", "required": ["records", "total", "next"],
        "properties": { "records": { "type": "array", "items": reference("Record") }, "total": number, "next": maybe },
    });
    schemas["Listed"] = json!({
        "type": "object", "required": ["id", "ref", "title", "url", "publisher", "published", "language", "records"],
        "properties": {
            "id": text, "ref": text, "title": maybe, "url": maybe, "publisher": maybe, "published": maybe, "language": maybe,
            "records": { "type": "object", "additionalProperties": number, "description": "How many records of each kind it has." },
        },
    });
    schemas["Documents"] = json!({
        "type": "object", "required": ["documents", "next"],
        "properties": { "documents": { "type": "array", "items": reference("Listed") }, "next": maybe },
    });
    schemas["Home"] = json!({
        "type": "object", "required": ["overview", "as_of", "busiest"],
        "properties": {
            "overview": { "type": "object" }, "as_of": maybe, "busiest": { "type": "array", "items": { "type": "object" } },
            "meetings": { "type": "array", "items": reference("Record") }, "commitments": { "type": "array", "items": reference("Record") },
        },
    });
    schemas["Found"] = json!({
        "type": "object", "required": ["question", "understood", "answer", "groups", "documents"],
        "properties": {
            "question": maybe, "answer": { "type": ["object", "null"] },
            "groups": { "type": "array", "items": { "type": "object", "required": ["kind", "total", "records"] } }, "documents": { "type": "array" },
        },
    });
    schemas["Dyads"] = json!({
        "type": "object", "required": ["from", "to", "dyads"],
        "properties": { "from": maybe, "to": maybe, "dyads": { "type": "array", "items": { "type": "object", "required": ["one", "other", "events", "mean"] } } },
    });
    schemas["Dyad"] = json!({
        "type": "object", "required": ["dyad", "as_of", "last_contact", "next_meetings", "open_commitments", "measures", "events", "total", "counts"],
        "properties": { "dyad": { "type": "array", "items": reference("Code") }, "as_of": maybe, "last_contact": { "type": ["object", "null"] }, "total": number },
    });
    schemas["Month"] = json!({
        "type": "object", "required": ["month", "from", "to", "meetings", "deadlines", "calendar"],
        "properties": { "month": text, "from": text, "to": text, "calendar": text, "meetings": { "type": "array", "items": reference("Record") } },
    });
    schemas["Text"] = json!({
        "type": "object", "required": ["text"], "additionalProperties": false,
        "description": "A text to be read, with what is known of it.",
        "properties": {
            "text": { "type": "string", "maxLength": 100_000 }, "published": { "type": ["string", "null"], "description": "The day of publication." },
            "title": maybe, "publisher": maybe, "url": maybe,
        },
    });
    schemas["SignedIn"] = json!({
        "type": "object", "required": ["needed", "signed_in"],
        "properties": { "needed": { "type": "boolean" }, "signed_in": { "type": "boolean" } },
    });
    schemas["Entry"] = json!({
        "type": "object", "required": ["token"], "properties": { "token": text, "next": { "type": "string", "description": "Where to go on." } },
    });
    schemas
}

/// A schema whose parts lie where OpenAPI keeps them.
fn moved(mut schema: Value) -> Value {
    match &mut schema {
        Value::String(words) => {
            if let Some(name) = words.strip_prefix("#/$defs/") {
                *words = format!("#/components/schemas/{name}");
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| *value = moved(value.take())),
        Value::Object(fields) => fields.values_mut().for_each(|value| *value = moved(value.take())),
        _ => {}
    }
    schema
}
