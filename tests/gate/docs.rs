//! The output that README and docs/ show of `proto/user_service.proto` is what the program prints.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The commands on the file, each with the lines that follow it up to the end of the block.
fn sessions() -> Vec<(PathBuf, String, String)> {
    let pages = fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().path());
    let pages = pages.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let mut sessions = Vec::new();
    for page in pages.chain([PathBuf::from("README.md")]) {
        let text = fs::read_to_string(&page).unwrap();
        for block in text.split("```console\n").skip(1) {
            let block = &block[..block.find("```").unwrap()];
            let Some((command, output)) = block.strip_prefix("$ ").and_then(|block| block.split_once('\n'))
            else {
                continue;
            };
            if command.starts_with("protolint ") && command.contains("proto/user_service.proto") {
                sessions.push((page.clone(), command.to_owned(), output.to_owned()));
            }
        }
    }
    sessions
}

#[test]
fn shown_output_is_real() {
    let sessions = sessions();
    assert!(sessions.len() >= 2, "{sessions:?}");
    for (page, command, shown) in sessions {
        let args = command.split(' ').skip(1);
        let run = Command::new(env!("CARGO_BIN_EXE_protolint")).args(args).output().unwrap();
        let is_json = command.contains("--format json");
        let printed = if is_json { run.stdout } else { [run.stdout, run.stderr].concat() };
        assert_eq!(String::from_utf8(printed).unwrap(), shown, "{}: {command}", page.display());
    }
}
