//! A GraphQL query read from its tokens: one `query` or `mutation`, fields with arguments and aliases. Fragments,
//! directives and subscriptions are refused by name: nothing of ours sends them.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use serde_json::Value;

use super::tokens::{Token, cut};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// It asks.
    Query,
    /// It changes something.
    Mutation,
}

/// A query, or a mutation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    /// Which of both.
    pub(super) operation: Operation,
    /// The declared variables and their types, without `!`.
    pub(super) variables: BTreeMap<String, String>,
    /// What is asked for.
    pub(super) fields: Vec<Field>,
}

/// One field that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    /// The name that the answer carries.
    pub(super) alias: String,
    /// The field's own name.
    pub(super) name: String,
    /// Its arguments.
    pub(super) arguments: BTreeMap<String, Given>,
    /// What is asked of it; empty for a plain value.
    pub(super) fields: Vec<Field>,
}

/// An argument's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    /// What a variable holds.
    Variable(String),
    /// A value in the query itself.
    Value(Value),
}

/// Reads a query; an error says what is not understood.
pub(super) fn read(query: &str) -> Result<Query, String> {
    let mut reader = Reader(cut(query)?.into_iter().peekable());
    let (operation, variables) = reader.operation()?;
    let fields = reader.fields()?;
    match reader.0.next() {
        None => Ok(Query { operation, variables, fields }),
        Some(other) => Err(unexpected(Some(&other))),
    }
}

struct Reader(Peekable<IntoIter<Token>>);

impl Reader {
    /// `query Name($a: ID, $b: [String!]!)`, all of it optional.
    fn operation(&mut self) -> Result<(Operation, BTreeMap<String, String>), String> {
        let Some(Token::Name(kind)) = self.0.next_if(|token| matches!(token, Token::Name(_))) else {
            return Ok((Operation::Query, BTreeMap::new()));
        };
        let operation = match kind.as_str() {
            "query" => Operation::Query,
            "mutation" => Operation::Mutation,
            other => return Err(format!("The sandbox plays no {other} here.")),
        };
        self.0.next_if(|token| matches!(token, Token::Name(_)));
        let mut variables = BTreeMap::new();
        if self.took('(') {
            while !self.took(')') {
                let (name, kind) = self.declaration()?;
                variables.insert(name, kind);
            }
        }
        Ok((operation, variables))
    }

    fn declaration(&mut self) -> Result<(String, String), String> {
        let name = match self.0.next() {
            Some(Token::Variable(name)) => name,
            other => return Err(unexpected(other.as_ref())),
        };
        self.take(':')?;
        let kind = self.name()?;
        self.took('!');
        if self.took('=') {
            return Err("The sandbox plays no default values.".into());
        }
        Ok((name, kind))
    }

    fn fields(&mut self) -> Result<Vec<Field>, String> {
        self.take('{')?;
        let mut fields = Vec::new();
        while !self.took('}') {
            fields.push(self.field()?);
        }
        if fields.is_empty() { Err("Syntax Error: Expected a name, found \"}\".".into()) } else { Ok(fields) }
    }

    fn field(&mut self) -> Result<Field, String> {
        let alias = self.name()?;
        let name = if self.took(':') { self.name()? } else { alias.clone() };
        let mut arguments = BTreeMap::new();
        if self.took('(') {
            while !self.took(')') {
                let argument = self.name()?;
                self.take(':')?;
                let given = self.given()?;
                if arguments.insert(argument.clone(), given).is_some() {
                    return Err(format!("There can be only one argument named \"{argument}\"."));
                }
            }
        }
        let has_fields = self.0.peek() == Some(&Token::Sign('{'));
        let fields = if has_fields { self.fields()? } else { Vec::new() };
        Ok(Field { alias, name, arguments, fields })
    }

    fn given(&mut self) -> Result<Given, String> {
        match self.0.next() {
            Some(Token::Variable(name)) => Ok(Given::Variable(name)),
            Some(Token::Text(text)) => Ok(Given::Value(Value::from(text))),
            Some(Token::Number(number)) => Ok(Given::Value(Value::from(number))),
            Some(Token::Name(word)) => Ok(Given::Value(match word.as_str() {
                "null" => Value::Null,
                "true" => Value::from(true),
                "false" => Value::from(false),
                _ => Value::from(word),
            })),
            other => Err(unexpected(other.as_ref())),
        }
    }

    fn name(&mut self) -> Result<String, String> {
        match self.0.next() {
            Some(Token::Name(name)) => Ok(name),
            other => Err(unexpected(other.as_ref())),
        }
    }

    fn take(&mut self, sign: char) -> Result<(), String> {
        match self.0.next() {
            Some(Token::Sign(found)) if found == sign => Ok(()),
            other => Err(unexpected(other.as_ref())),
        }
    }

    fn took(&mut self, sign: char) -> bool {
        self.0.next_if(|token| *token == Token::Sign(sign)).is_some()
    }
}

fn unexpected(token: Option<&Token>) -> String {
    match token {
        None => "Syntax Error: Unexpected <EOF>.".into(),
        Some(token) => format!("Syntax Error: Unexpected {token:?}."),
    }
}

#[cfg(test)]
mod tests {
    use super::{Given, read};
    use serde_json::json;

    #[test]
    fn a_query_is_read_with_variables_arguments_aliases_and_comments() {
        let query = read(
            "query M($memberId: ID!, $last: IntMax100) { # who\n apiViewer { me: member(memberId: $memberId, n: 3, \
             t: \"a\\\"b\") { _id, name } } }",
        )
        .unwrap();
        assert_eq!(query.variables.get("memberId").map(String::as_str), Some("ID"));
        let member = &query.fields[0].fields[0];
        assert_eq!((member.alias.as_str(), member.name.as_str()), ("me", "member"));
        assert_eq!(member.arguments["memberId"], Given::Variable("memberId".into()));
        assert_eq!(member.arguments["t"], Given::Value(json!("a\"b")));
        assert_eq!(member.fields.len(), 2);
    }

    #[test]
    fn what_is_no_query_of_ours_is_refused() {
        for wrong in [
            "",
            "{",
            "{}",
            "{ a",
            "{ a(b:) }",
            "{ a(b: 1, b: 2) }",
            "{ a } }",
            "subscription { a }",
            "{ ...F }",
            "query ($a: ID = 1) { a }",
            "{ a(b: \"c) }",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
