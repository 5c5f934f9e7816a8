//! Reads the template: YAML with the short forms of AWS written out (`!Ref x` becomes `{"Ref": "x"}`), and what
//! `Globals` says put into each function.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};
use tests::repository::file;

/// A resource of the template.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    /// Its logical id.
    pub(crate) id: String,
    /// All of it.
    pub(crate) all: Value,
}

impl Resource {
    /// The property at this place, or null.
    pub(crate) fn property(&self, place: &str) -> &Value {
        self.all.pointer(&format!("/Properties/{place}")).unwrap_or(&Value::Null)
    }

    /// `!Ref` to it.
    pub(crate) fn reference(&self) -> Value {
        json!({"Ref": self.id})
    }

    /// `!GetAtt` of its ARN.
    pub(crate) fn arn(&self) -> Value {
        arn(&self.id)
    }

    /// The events of a function, or nothing.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.property("Events").as_object().into_iter().flatten().map(|(_, event)| event.clone()).collect()
    }
}

/// `!GetAtt` of a resource's ARN.
pub(crate) fn arn(id: &str) -> Value {
    json!({"Fn::GetAtt": [id, "Arn"]})
}

/// The whole template.
pub(crate) fn template() -> Value {
    document("template.yaml", &file("template.yaml").text)
}

/// A text of YAML that is one document.
pub(crate) fn document(name: &str, text: &str) -> Value {
    let documents = Yaml::load_from_str(text).unwrap_or_else(|error| panic!("{name} is no YAML: {error}"));
    assert_eq!(documents.len(), 1, "{name} is one document");
    documents.iter().map(written_out).collect::<Vec<_>>().remove(0)
}

/// The resources of this type. There has to be one.
pub(crate) fn resources(kind: &str) -> Vec<Resource> {
    let template = template();
    let all = template.get("Resources").and_then(Value::as_object);
    let of_kind = all.into_iter().flatten().filter(|(_, all)| all.get("Type") == Some(&json!(kind)));
    let found: Vec<Resource> = of_kind.map(|(id, all)| Resource { id: id.clone(), all: all.clone() }).collect();
    assert!(!found.is_empty(), "template.yaml has no {kind}");
    found
}

/// The one resource of this type.
pub(crate) fn the_only(kind: &str) -> Resource {
    let mut found = resources(kind);
    assert_eq!(found.len(), 1, "template.yaml has one {kind}");
    found.remove(0)
}

/// The resource with this logical id.
pub(crate) fn resource(id: &str) -> Resource {
    let template = template();
    let all = template.pointer(&format!("/Resources/{id}"));
    let all = all.unwrap_or_else(|| panic!("template.yaml has no resource {id}")).clone();
    Resource { id: id.to_owned(), all }
}

/// The functions, each with what `Globals` says of all of them.
pub(crate) fn functions() -> Vec<Resource> {
    let globals = template().pointer("/Globals/Function").cloned().unwrap_or(json!({}));
    let mut functions = resources("AWS::Serverless::Function");
    for function in &mut functions {
        let mut properties = globals.clone();
        let own = function.all.pointer("/Properties").cloned().unwrap_or_default();
        merge(&mut properties, &own);
        if let Some(all) = function.all.as_object_mut() {
            all.insert("Properties".to_owned(), properties);
        }
    }
    functions
}

/// SAM's own way: maps are joined, anything else is replaced.
fn merge(into: &mut Value, own: &Value) {
    match (into, own) {
        (Value::Object(into), Value::Object(own)) => {
            for (name, value) in own {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (into, own) => *into = own.clone(),
    }
}

fn written_out(yaml: &Yaml<'_>) -> Value {
    match yaml {
        Yaml::Value(scalar) => scalar_value(scalar),
        Yaml::Sequence(items) => items.iter().map(written_out).collect(),
        Yaml::Mapping(entries) => {
            let entry = |(name, value)| (key_of(name), written_out(value));
            Value::Object(entries.iter().map(entry).collect::<Map<_, _>>())
        }
        Yaml::Tagged(tag, inner) => intrinsic(&tag.suffix, written_out(inner)),
        Yaml::Representation(..) | Yaml::Alias(_) | Yaml::BadValue => {
            panic!("CloudFormation takes no aliases, and this can't be read: {yaml:?}")
        }
    }
}

fn key_of(name: &Yaml<'_>) -> String {
    match written_out(name) {
        Value::String(name) => name,
        other => other.to_string(),
    }
}

fn scalar_value(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => json!(value),
        Scalar::Integer(value) => json!(value),
        Scalar::FloatingPoint(value) => json!(value.into_inner()),
        Scalar::String(value) => json!(value),
    }
}

/// The long form of `!Ref`, `!Sub`, `!GetAtt` and the others.
fn intrinsic(tag: &str, value: Value) -> Value {
    let (name, value) = match (tag, &value) {
        ("Ref" | "Condition", _) => (tag.to_owned(), value),
        ("GetAtt", Value::String(dotted)) => {
            let (id, attribute) = dotted.split_once('.').unwrap_or((dotted, ""));
            ("Fn::GetAtt".to_owned(), json!([id, attribute]))
        }
        _ => (format!("Fn::{tag}"), value),
    };
    Value::Object(Map::from_iter([(name, value)]))
}

#[test]
fn short_forms_are_written_out_and_globals_are_joined() {
    let yaml = "{a: !Ref X, b: !GetAtt X.Arn, c: !Sub '${X}', d: [!If [c, 1, yes]]}";
    let read = written_out(&Yaml::load_from_str(yaml).unwrap()[0]);
    let whole = json!({
        "a": {"Ref": "X"}, "b": {"Fn::GetAtt": ["X", "Arn"]}, "c": {"Fn::Sub": "${X}"}, "d": [{"Fn::If": ["c", 1, "yes"]}],
    });
    assert_eq!(read, whole);
    let mut joined = json!({"x": {"a": 1, "b": 2}, "y": [1]});
    merge(&mut joined, &json!({"x": {"b": 3}, "y": [2]}));
    assert_eq!(joined, json!({"x": {"a": 1, "b": 3}, "y": [2]}));
}
