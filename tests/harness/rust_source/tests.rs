use super::{Code, branches};

#[test]
fn comments_and_literals_are_no_code() {
    let code = Code::of(
        "let a = \"todo \\\" x\"; // todo\n/* todo /* todo */ */ let b = 't'; r#\"todo\"#; br\"todo\"; r\"todo\"",
    );
    assert!(!code.has_word("todo"), "{}", code.text());
    assert!(code.has_word("a") && code.has_word("b"));
    assert_eq!(code.text().lines().count(), 2);
}

#[test]
fn lifetimes_and_raw_identifiers_are_code() {
    let code = Code::of("fn f<'a>(x: &'a str, r#type: u8) -> &'a str { todo }");
    assert!(code.has_word("todo") && code.has_word("type"), "{}", code.text());
}

#[test]
fn paths_are_written_out() {
    let code = Code::of("pub use a::{self, b::{C, d as e}, f};\nfn g() { h::i::<J>(); let k: L = m::n; }");
    let paths: Vec<String> = code.paths().into_iter().collect();
    assert_eq!(paths, ["a", "a::b::C", "a::b::d", "a::f", "h::i", "m::n"]);
    assert_eq!(branches("a::{b, c}, d"), ["a::{b, c}", " d"]);
}

#[test]
fn a_function_goes_from_its_name_to_its_closing_brace() {
    let code = Code::of(
        "trait T { fn none(); }\ntype F = fn(u8);\n#[test]\nfn long(a: [u8; 3])\nwhere\n    A: B,\n{\n    if x { y }\n}\n\nfn short() {}",
    );
    let found: Vec<_> = code.functions().into_iter().map(|f| (f.name, f.line, f.lines, f.is_test)).collect();
    assert_eq!(found, [("long".to_owned(), 4, 6, true), ("short".to_owned(), 11, 1, false)]);
}

#[test]
fn what_is_only_for_tests_does_not_ship() {
    let shipped =
        Code::shipped("fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { c; }\n}\n#[cfg(test)]\nmod more;\nfn d() {}");
    let names: Vec<String> = shipped.functions().into_iter().map(|function| function.name).collect();
    assert_eq!(names, ["a", "d"]);
    assert!(!shipped.has_word("more"));
}
