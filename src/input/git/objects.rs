//! Reads objects by id with `git cat-file --batch`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use sha1::{Digest, Sha1};

use super::command::{Place, start_error};
use crate::files::Store;
use crate::text::MAX_FILE_SIZE;

/// The objects of a repository. Each reading thread has its own git process.
#[derive(Debug)]
pub struct Objects {
    place: Place,
    idle: Mutex<Vec<Reader>>,
    /// The temporary repository, if this run fetched it.
    _temporary: Option<tempfile::TempDir>,
}

impl Objects {
    /// The objects of the repository at a place; a `temporary` one is removed afterwards.
    pub fn new(place: Place, temporary: Option<tempfile::TempDir>) -> Self {
        Self { place, idle: Mutex::default(), _temporary: temporary }
    }

    /// The number of objects that the repository lacks.
    pub fn missing<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<usize, String> {
        let requests: String = ids.flat_map(|id| [id, "\n"]).collect();
        let mut git = self.place.command();
        git.args(["cat-file", "--batch-check"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = git.spawn().map_err(|error| start_error(&error))?;
        let mut stdin = child.stdin.take().ok_or("cannot communicate with git")?;
        // Write in another thread: git blocks if its output is not read.
        let asking = std::thread::spawn(move || stdin.write_all(requests.as_bytes()));
        let output = child.wait_with_output().map_err(|error| start_error(&error))?;
        let _ = asking.join();
        Ok(String::from_utf8_lossy(&output.stdout).lines().filter(|line| line.ends_with(" missing")).count())
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Objects {
    fn fetch(&self, id: &str) -> Result<Vec<u8>, String> {
        let idle = self.idle().pop();
        let mut reader = idle.map_or_else(|| Reader::start(&self.place), Ok)?;
        let bytes =
            reader.fetch(id).map_err(|error| format!("cannot read its content from git: {error}"))??;
        self.idle().push(reader);
        Ok(bytes)
    }

    /// Ids are hashes of contents. In the few repositories that use SHA-256, ids never match.
    fn is_id_of(&self, id: &str, bytes: &[u8]) -> bool {
        let head = format!("blob {}\0", bytes.len());
        let hash = Sha1::new().chain_update(head).chain_update(bytes).finalize();
        let digits = |at: usize| id.get(2 * at..2 * at + 2).map(|digits| u8::from_str_radix(digits, 16));
        id.len() == 2 * hash.len() && hash.iter().enumerate().all(|(at, byte)| digits(at) == Some(Ok(*byte)))
    }
}

#[derive(Debug)]
struct Reader {
    child: Child,
    /// Closed when the reader is dropped, which ends the child.
    requests: Option<ChildStdin>,
    responses: BufReader<ChildStdout>,
}

impl Reader {
    fn start(place: &Place) -> Result<Self, String> {
        let mut git = place.command();
        git.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = git.spawn().map_err(|error| start_error(&error))?;
        let (Some(requests), Some(responses)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("cannot communicate with git".to_owned());
        };
        Ok(Self { child, requests: Some(requests), responses: BufReader::with_capacity(1 << 16, responses) })
    }

    fn fetch(&mut self, id: &str) -> std::io::Result<Result<Vec<u8>, String>> {
        if let Some(requests) = &mut self.requests {
            requests.write_all(format!("{id}\n").as_bytes())?;
        }
        let mut head = String::new();
        self.responses.read_line(&mut head)?;
        // `<id> blob <size>`, or `<id> missing`.
        let Some(size) = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<usize>().ok())
        else {
            return Ok(Err(format!("the object {id} is missing from the repository; run `git fsck`")));
        };
        if size > MAX_FILE_SIZE {
            return Ok(Err("it is larger than 2 GiB".to_owned()));
        }
        let mut bytes = vec![0; size];
        self.responses.read_exact(&mut bytes)?;
        self.responses.read_exact(&mut [0])?;
        Ok(Ok(bytes))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.requests = None;
        // If reading stopped in the middle of an answer, git would block on the rest.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
