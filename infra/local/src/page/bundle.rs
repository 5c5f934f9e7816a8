//! The page's modules in two scripts, and its style sheets in one: a browser fetches seventy small files in half a
//! second, and what the first moment needs at once. Nothing is translated: each module becomes a function's body, in the
//! order in which they need each other, and what it imports and exports goes from hand to hand.
//!
//! It takes the one form that the page's modules have: `import { a, b as c } from './x.mjs';` and `export` before a
//! function, class or constant; and `import('./x.mjs')` of another script's entry. Anything else is refused, by its
//! module.

use std::fmt::Write as _;

/// What the first script begins with: where each module leaves what it exports.
const BEGINS: &str = "export const $modules = [];\n";

/// What can stand after `export`.
const DECLARED: [&str; 6] = ["async function ", "function ", "class ", "const ", "let ", "async function* "];

/// A script of the page: the modules that an entry needs, and itself, last.
pub(super) struct Script<'a> {
    /// The entry's path from the page's folder, where the script is served.
    pub(super) entry: &'a str,
    /// The script that is there before, whose modules this one shares.
    pub(super) after: Option<&'a str>,
}

impl Script<'_> {
    /// Its text. `read` gives a module by its path from the page's folder.
    pub(super) fn text(&self, read: impl Fn(&str) -> Option<String>) -> Result<String, String> {
        let mut bundle = Bundle { read: &read, done: Vec::new(), under_way: Vec::new(), script: BEGINS.to_owned() };
        if let Some(before) = self.after {
            bundle.add(before)?;
            bundle.script = format!("import {{ $modules }} from './{before}';\n");
        }
        let number = bundle.add(self.entry)?;
        let names = exports(self.entry, &read(self.entry).unwrap_or_default())?.0.join(", ");
        if !names.is_empty() {
            // Writing to a text can't fail.
            let _ = writeln!(bundle.script, "export const {{ {names} }} = $modules[{number}];");
        }
        Ok(bundle.script)
    }
}

struct Bundle<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    done: Vec<String>,
    under_way: Vec<String>,
    script: String,
}

impl Bundle<'_> {
    /// Adds a module after all that it needs; gives its number.
    fn add(&mut self, path: &str) -> Result<usize, String> {
        if let Some(number) = self.done.iter().position(|done| done == path) {
            return Ok(number);
        }
        if self.under_way.iter().any(|module| module == path) {
            return Err(format!("{path} needs itself, by way of {}", self.under_way.join(", ")));
        }
        let text = (self.read)(path).ok_or_else(|| format!("there is no {path}"))?;
        self.under_way.push(path.to_owned());
        let (needed, body) = imports(path, &text)?;
        let mut script = String::new();
        for Import { names, from } in needed {
            let number = self.add(&from)?;
            // Writing to a text can't fail.
            let _ = writeln!(script, "const {{{}}} = $modules[{number}];", names.replace(" as ", ": "));
        }
        let (names, body) = exports(path, body)?;
        let _ = write!(
            self.script,
            "// {path}\n$modules.push((() => {{\n{script}{body}\nreturn {{ {} }};\n}})());\n",
            names.join(", ")
        );
        self.under_way.pop();
        self.done.push(path.to_owned());
        Ok(self.done.len() - 1)
    }
}

/// What a module takes from another one.
struct Import {
    names: String,
    from: String,
}

/// A module's imports, which stand at its top, and what comes after them.
fn imports<'a>(path: &str, text: &'a str) -> Result<(Vec<Import>, &'a str), String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = line_that_begins(rest, "import ") {
        let statement = rest.get(at..).unwrap_or_default();
        let read = || {
            let inner = statement.strip_prefix("import {")?;
            let (names, after) = inner.split_once("} from '")?;
            let (from, after) = after.split_once("';")?;
            Some((Import { names: names.to_owned(), from: beside(path, from)? }, after))
        };
        let (import, after) = read().ok_or_else(|| format!("{path} imports in a way that is not known"))?;
        found.push(import);
        rest = after;
    }
    Ok((found, rest))
}

/// Where a text's first line stands that begins so.
fn line_that_begins(text: &str, with: &str) -> Option<usize> {
    if text.starts_with(with) {
        return Some(0);
    }
    text.find(&format!("\n{with}")).map(|at| at + 1)
}

/// The path that a module names from where it stands.
fn beside(path: &str, named: &str) -> Option<String> {
    let mut folder: Vec<&str> = path.split('/').collect();
    folder.pop();
    for part in named.split('/') {
        match part {
            "." => {}
            ".." => drop(folder.pop()?),
            part => folder.push(part),
        }
    }
    Some(folder.join("/"))
}

/// The names that a module gives away, and its text without saying so.
fn exports(path: &str, text: &str) -> Result<(Vec<String>, String), String> {
    let mut names = Vec::new();
    let mut body = String::new();
    for line in text.lines() {
        let Some(declared) = line.strip_prefix("export ") else {
            body.extend([line, "\n"]);
            continue;
        };
        let name = DECLARED.iter().find_map(|kind| declared.strip_prefix(kind)).map(name_at);
        names.push(name.ok_or_else(|| format!("{path} exports in a way that is not known: {line}"))?);
        body.extend([declared, "\n"]);
    }
    Ok((names, body))
}

fn name_at(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[cfg(test)]
mod tests {
    use super::Script;

    fn script(entry: &str, after: Option<&str>, files: &[(&str, &str)]) -> Result<String, String> {
        let read = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
        Script { entry, after }.text(read)
    }

    const FILES: [(&str, &str); 4] = [
        (
            "app.mjs",
            "/** The start. */\nimport { b } from './x/b.mjs';\nimport {\n  a as first,\n  A,\n} from './a.mjs';\nb(first);\n",
        ),
        (
            "x/b.mjs",
            "import { a } from '../a.mjs';\nexport async function b(c) {\n  return a(c);\n}\nexport class B {}\n",
        ),
        ("a.mjs", "const own = 1;\nexport const A = own;\nexport function a() {}\n"),
        ("rest.mjs", "import { A } from './a.mjs';\nexport function rest() {\n  return A;\n}\n"),
    ];

    #[test]
    fn each_module_stands_once_after_what_it_needs() {
        let expected = "export const $modules = [];\n// a.mjs\n$modules.push((() => {\nconst own = 1;\nconst A = own;\nfunction a() {}\n\nreturn { A, a };\n})());\n\
            // x/b.mjs\n$modules.push((() => {\nconst { a } = $modules[0];\n\nasync function b(c) {\n  return a(c);\n}\nclass B {}\n\nreturn { b, B };\n})());\n\
            // app.mjs\n$modules.push((() => {\nconst { b } = $modules[1];\nconst {\n  a: first,\n  A,\n} = $modules[0];\n\nb(first);\n\nreturn {  };\n})());\n";
        assert_eq!(script("app.mjs", None, &FILES).unwrap(), expected);
    }

    #[test]
    fn a_second_script_shares_the_modules_of_the_first() {
        let expected = "import { $modules } from './app.mjs';\n// rest.mjs\n$modules.push((() => {\nconst { A } = $modules[0];\n\nfunction rest() {\n  return A;\n}\n\nreturn { rest };\n})());\n\
            export const { rest } = $modules[3];\n";
        assert_eq!(script("rest.mjs", Some("app.mjs"), &FILES).unwrap(), expected);
    }

    #[test]
    fn what_it_does_not_know_is_refused_by_its_module() {
        let refused = |files: &[(&str, &str)]| script("app.mjs", None, files).unwrap_err();
        assert_eq!(refused(&[("app.mjs", "import x from './x.mjs';\n")]), "app.mjs imports in a way that is not known");
        assert_eq!(refused(&[("app.mjs", "import { x } from './x.mjs';\n")]), "there is no x.mjs");
        let default = "app.mjs exports in a way that is not known: export default 1;";
        assert_eq!(refused(&[("app.mjs", "export default 1;\n")]), default);
        let round = [("app.mjs", "import { b } from './b.mjs';\n"), ("b.mjs", "import { a } from './app.mjs';\n")];
        assert_eq!(refused(&round), "app.mjs needs itself, by way of app.mjs, b.mjs");
    }
}
