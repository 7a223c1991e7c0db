//! How much memory is in use and how much time of the processor was, and a thread that ends the process where an input takes too much time or memory.

use std::alloc::{GlobalAlloc, Layout};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// The allocator of the programs, with a count of what is in use.
pub struct Counting(pub mimalloc::MiMalloc);

static IN_USE: AtomicI64 = AtomicI64::new(0);
static PEAK: AtomicI64 = AtomicI64::new(0);

fn count(change: i64) {
    let now = IN_USE.fetch_add(change, Relaxed) + change;
    if change > 0 {
        PEAK.fetch_max(now, Relaxed);
    }
}

// SAFETY: everything is done by mimalloc.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        unsafe { self.0.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as i64 - layout.size() as i64);
        unsafe { self.0.realloc(at, layout, size) }
    }
}

/// The exit codes of a worker whose input took too long, or too much memory.
pub const HANG: i32 = 42;
/// See [`HANG`].
pub const MEMORY: i32 = 43;

/// The longest that an input may take.
pub const TIME: Duration = Duration::from_secs(20);

/// The most memory that an input may take, whatever its size.
const LIMIT: i64 = 3 << 30;

/// What an input of a few kilobytes may take.
const BASE: i64 = 192 << 20;

/// What it may take for each of its bytes.
const BY_BYTE: i64 = 20_000;

/// When the current input began, as [`cpu_time`] has it, in milliseconds and one more; 0 where there is none.
static BEGAN: AtomicU64 = AtomicU64::new(0);

/// The time that this process was on a processor: others may need the machine, too.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program comes first, in parentheses, and may have spaces.
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    // There are a hundred in a second.
    Duration::from_millis(ticks * 10)
}

/// One input.
pub struct Meter {
    in_use: i64,
    began: Duration,
    size: usize,
}

impl Meter {
    /// Starts the thread that watches.
    pub fn watch() {
        std::thread::spawn(|| {
            loop {
                std::thread::sleep(Duration::from_millis(50));
                let began = BEGAN.load(Relaxed);
                if began > 0 && cpu_time() > TIME + Duration::from_millis(began) {
                    std::process::exit(HANG);
                }
                if IN_USE.load(Relaxed) > LIMIT {
                    std::process::exit(MEMORY);
                }
            }
        });
    }

    /// An input of `size` bytes begins.
    pub fn begin(size: usize) -> Self {
        let (in_use, began) = (IN_USE.load(Relaxed), cpu_time());
        PEAK.store(in_use, Relaxed);
        BEGAN.store(began.as_millis() as u64 + 1, Relaxed);
        Self { in_use, began, size }
    }

    /// The input is done. What it took too much of.
    pub fn end(self) -> Result<(), String> {
        BEGAN.store(0, Relaxed);
        let took = PEAK.load(Relaxed) - self.in_use;
        let allowed = BASE + BY_BYTE * self.size as i64;
        if took > allowed {
            return Err(format!("memory: {} MiB for {} bytes", took >> 20, self.size));
        }
        // Debug assertions are slow; what grows badly is slower.
        let took = cpu_time().saturating_sub(self.began);
        let allowed = Duration::from_secs(2) + Duration::from_micros(200) * self.size as u32;
        if took > allowed {
            return Err(format!("time: {took:?} for {} bytes", self.size));
        }
        Ok(())
    }
}
