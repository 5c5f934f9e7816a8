//! What the binary takes, what it says when it can't start, and how it ends.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};

use serde_json::json;

use crate::process::{Machine, fresh_folder, run};
use crate::sandbox::{ANA, BO, request_for};

/// Asserts that a run ended with this line on stderr, nothing on stdout, and a code that is not 0.
async fn assert_refused(arguments: &[&str], line: &str) {
    let ended = run(arguments).await;
    assert_eq!((ended.out.as_str(), ended.errors.trim_end()), ("", line));
    assert_eq!(ended.status.code(), Some(1));
}

#[tokio::test]
async fn help_says_how_to_call_it_and_what_each_flag_does() {
    let ended = run(&["--help"]).await;
    assert!(ended.status.success());
    assert_eq!(ended.errors, "");
    for part in [
        "Usage: cargo run -- [OPTIONS]",
        "with a sandbox in place of Slack and the chatbot platform",
        "nothing outside this machine can reach it",
        "--port <PORT>",
        "[default: 3000]",
        "--data <DIR>",
        "[default: target/local, with real Slack target/local-slack]",
        "--memory",
        "Keeps nothing",
    ] {
        assert!(ended.out.contains(part), "{part:?} is missing:\n{}", ended.out);
    }
}

#[tokio::test]
async fn what_it_prints_names_page_relay_url_and_data_and_a_line_that_works_when_it_is_pasted() {
    let machine = Machine::in_memory().await;
    for part in ["for this machine only", "Page       http://127.0.0.1:", "Data       nowhere (--memory)"] {
        assert!(machine.greeting.contains(part), "{part:?} is missing:\n{}", machine.greeting);
    }
    let command = machine.greeting.split_once("  curl ").expect("a curl line").1;
    let (url, rest) = command.split_once(' ').expect("a URL");
    assert_eq!(url, machine.relay_url);
    let body = rest.split_once("-d '").and_then(|(_, body)| body.split_once('\'')).expect("a body").0;
    machine.ticket(&serde_json::from_str(body).expect("JSON")).await;
    machine.settle().await;
    assert_eq!(machine.one_card().await.channel, "support-team");

    let page = machine.client.get(&machine.page).send().await.expect("the page answers");
    assert!(page.status().is_success());
    assert!(page.text().await.expect("a text").contains("<title>Slack Inbox sandbox</title>"));
}

#[tokio::test]
async fn a_taken_port_is_named_and_no_folder_is_left_behind() {
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = other.local_addr().expect("an address").port().to_string();
    let folder = fresh_folder();
    let data = folder.to_str().expect("a plain name");
    let line = format!(
        "Slack Inbox can't start: port {port} is taken. Stop what runs there, or choose another one with --port."
    );
    assert_refused(&["--port", &port, "--data", data], &line).await;
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_folder_that_can_not_be_used_is_named() {
    let file = fresh_folder();
    fs::write(&file, "a file").expect("a file");
    let (file, below) = (file.to_str().expect("a plain name"), file.join("below"));
    let remedy = "Choose another folder with --data, or use --memory.";
    let line = format!("Slack Inbox can't start: {file} can't be used: it is a file, not a folder. {remedy}");
    assert_refused(&["--port", "0", "--data", file], &line).await;
    let below = below.to_str().expect("a plain name");
    let line = format!("Slack Inbox can't start: {below} can't be used: Not a directory (os error 20). {remedy}");
    assert_refused(&["--port", "0", "--data", below], &line).await;
    assert_eq!(fs::read_to_string(file).expect("still a file"), "a file");
    fs::remove_file(file).expect("it is ours");
}

#[tokio::test]
async fn memory_and_data_exclude_each_other_and_an_unknown_flag_is_refused() {
    for (arguments, part) in [
        (["--memory", "--data", "x"].as_slice(), "'--memory' cannot be used with '--data <DIR>'"),
        (&["--prot", "1"], "'--prot'"),
        (&["--port", "65536"], "65536"),
    ] {
        let ended = run(arguments).await;
        assert_eq!((ended.out.as_str(), ended.status.code()), ("", Some(2)));
        assert!(ended.errors.contains(part), "{}", ended.errors);
    }
}

#[tokio::test]
async fn a_second_run_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let folder = fresh_folder();
    let machine = Machine::in_folder(&folder).await;
    let ticket = machine.ticket(&request_for(ANA, "Support Team")).await;
    let data = folder.to_str().expect("a plain name");
    let line = format!(
        "Slack Inbox can't start: {data} is in use by another run. Stop that one, choose another folder with --data, or use --memory."
    );
    assert_refused(&["--port", "0", "--data", data], &line).await;
    machine.settle().await;
    assert_eq!(machine.one_card().await.ticket(), Some(&*ticket));

    let key = machine.relay_path().to_owned();
    assert!(machine.end_by("INT").await.success());
    let machine = Machine::in_folder(&folder).await;
    assert_eq!(machine.relay_path(), key, "the relay key outlives the process");
    assert_eq!(machine.ticket(&request_for(ANA, "Support Team")).await, ticket);
    assert_eq!(machine.one_card().await.ticket(), Some(&*ticket));
    assert!(machine.greeting.contains(&format!("Data       {data}")), "{}", machine.greeting);
    machine.kill().await;
    fs::remove_dir_all(folder).expect("it is ours");
}

#[tokio::test]
async fn both_signals_end_it_with_code_0_also_while_calls_are_held() {
    for signal in ["INT", "TERM"] {
        let machine = Machine::in_memory().await;
        assert_eq!(machine.end_by(signal).await.code(), Some(0), "{signal} at rest");

        let machine = Machine::in_memory().await;
        machine.plan(&json!({"method": "chat.postMessage", "fault": "held"})).await;
        machine.ticket(&request_for(ANA, "Support Team")).await;
        machine.held("chat.postMessage", false).await;
        machine.plan(&json!({"method": "dynamodb.TransactWriteItems", "fault": "answer_held"})).await;
        drop(machine.asking(&request_for(BO, "Support Team")));
        machine.held("dynamodb.TransactWriteItems", true).await;
        assert_eq!(machine.end_by(signal).await.code(), Some(0), "{signal} while calls are held");
    }
}
