//! A budget for the bytes of messages, over all calls of a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use tonic::Status;

use super::settings::Settings;

/// The bytes that are still free. Clones share the budget.
#[derive(Clone, Debug)]
pub struct Budget(Arc<AtomicUsize>);

impl Budget {
    /// The budget of a server.
    pub fn of(settings: &Settings) -> Self {
        Self(Arc::new(AtomicUsize::new(settings.max_memory.unwrap_or_else(default_budget))))
    }

    /// An empty share of the budget.
    pub fn share(&self) -> Share {
        Share { budget: self.clone(), bytes: 0 }
    }

    /// Takes bytes from the budget until they are dropped. Fails if too few are left.
    pub fn hold(&self, bytes: Vec<u8>) -> Result<Bytes, Status> {
        let mut share = self.share();
        share.hold(bytes.len())?;
        Ok(Bytes::from_owner(Held { bytes, _share: share }))
    }
}

struct Held {
    bytes: Vec<u8>,
    _share: Share,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The largest body that is not counted. The limit of calls also limits such bodies, and counting them would take
/// longer than all other work on their bytes.
const FREE: usize = 1 << 10;

/// The bytes of a body that are counted.
fn counted(bytes: usize) -> usize {
    if bytes > FREE { bytes } else { 0 }
}

/// The part of a [`Budget`] that one body holds, until it is dropped.
#[derive(Debug)]
pub struct Share {
    budget: Budget,
    bytes: usize,
}

impl Share {
    /// Changes the share to this many bytes. Fails if too few are left.
    pub fn hold(&mut self, bytes: usize) -> Result<(), Status> {
        let (before, after) = (counted(self.bytes), counted(bytes));
        let free = &self.budget.0;
        if after > before {
            let less = |free: usize| free.checked_sub(after - before);
            if free.fetch_update(RELAXED, RELAXED, less).is_err() {
                return Err(Status::resource_exhausted(
                    "the server has no memory left for messages",
                ));
            }
        } else if after < before {
            free.fetch_add(before - after, RELAXED);
        }
        self.bytes = bytes;
        Ok(())
    }

    /// Adds this many bytes to the share.
    pub fn hold_more(&mut self, bytes: usize) -> Result<(), Status> {
        self.hold(self.bytes.saturating_add(bytes))
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let bytes = counted(self.bytes);
        if bytes > 0 {
            self.budget.0.fetch_add(bytes, RELAXED);
        }
    }
}

/// The counter orders no other memory accesses.
const RELAXED: Ordering = Ordering::Relaxed;

/// The default budget: a quarter of the memory of the cgroup or the machine.
fn default_budget() -> usize {
    memory().unwrap_or(ASSUMED_MEMORY) / 4
}

/// The memory to assume if the system does not report it.
const ASSUMED_MEMORY: usize = 1 << 30;

/// The memory of the machine, or of the cgroup if that has less.
fn memory() -> Option<usize> {
    let number = |path| std::fs::read_to_string(path).ok()?.trim().parse::<usize>().ok();
    let machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        total.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()?.checked_mul(1 << 10)
    });
    // The second file is that of cgroups v1, where no limit is a very large number.
    let cgroup = number("/sys/fs/cgroup/memory.max")
        .or_else(|| number("/sys/fs/cgroup/memory/memory.limit_in_bytes"));
    machine.into_iter().chain(cgroup).min()
}
