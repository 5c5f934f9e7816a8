//! The script of docs/SANDBOX.md, run as it stands there: bash and curl against the process.

#[tokio::test]
async fn todo() {
    let machine = crate::process::Machine::in_memory().await;
    println!("{}", machine.page);
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/SANDBOX.md")).unwrap();
    let (_, script) = document.split_once("```bash\n").expect("one script");
    let (script, _) = script.split_once("```").expect("its end");
    let mut bash = tokio::process::Command::new("bash");
    bash.args(["-euo", "pipefail", "-c", script]).env("S", &machine.page);
    let ran = bash.output().await.expect("bash runs");
    println!("{}", String::from_utf8_lossy(&ran.stdout));
    println!("{}", String::from_utf8_lossy(&ran.stderr));
    println!("{}", machine.errors());
}
