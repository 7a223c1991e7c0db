//! The open connections, and which of them are closed to make room for others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::drain::Step;
use super::rate_limit::Key;

/// The open connections by number, the oldest first.
#[derive(Default)]
pub struct OpenConnections {
    by_number: BTreeMap<u64, Connection>,
    by_address: HashMap<Key, BTreeSet<u64>>,
}

struct Connection {
    address: Key,
    handle: Handle,
}

/// The state that a connection shares with the list of connections.
#[derive(Clone, Default)]
pub struct Handle {
    /// Each call holds a reference, besides those that [`IDLE`] counts.
    pub calls: Arc<()>,
    /// Reached when the connection is to be closed.
    pub end: Step,
}

/// The number of references without calls: that of the list, and that of the connection.
const IDLE: usize = 2;

impl OpenConnections {
    /// The number of connections.
    pub fn len(&self) -> usize {
        self.by_number.len()
    }

    /// The number of connections from an address.
    pub fn len_from(&self, address: &Key) -> usize {
        self.by_address.get(address).map_or(0, BTreeSet::len)
    }

    /// Adds a connection from an address.
    pub fn insert(&mut self, number: u64, address: Key) -> Handle {
        let handle = Handle::default();
        self.by_address.entry(address.clone()).or_default().insert(number);
        self.by_number.insert(number, Connection { address, handle: handle.clone() });
        handle
    }

    /// Removes a connection, if it is still there.
    pub fn remove(&mut self, number: u64) {
        let Some(Connection { address, .. }) = self.by_number.remove(&number) else { return };
        if let Some(numbers) = self.by_address.get_mut(&address) {
            numbers.remove(&number);
            if numbers.is_empty() {
                self.by_address.remove(&address);
            }
        }
    }

    /// Closes the oldest connection without a call, if there is one.
    pub fn close_oldest(&mut self) -> bool {
        let oldest = self.by_number.iter().find(|(_, open)| open.is_idle());
        self.close(oldest.map(|(number, _)| *number))
    }

    /// Closes the oldest connection without a call from an address, if there is one.
    pub fn close_oldest_from(&mut self, address: &Key) -> bool {
        let mut numbers = self.by_address.get(address).into_iter().flatten();
        let is_idle = |number| self.by_number.get(number).is_some_and(Connection::is_idle);
        let oldest = numbers.find(|number| is_idle(number)).copied();
        self.close(oldest)
    }

    fn close(&mut self, number: Option<u64>) -> bool {
        if let Some(number) = number {
            if let Some(open) = self.by_number.get(&number) {
                open.handle.end.reach();
            }
            self.remove(number);
        }
        number.is_some()
    }
}

impl Connection {
    fn is_idle(&self) -> bool {
        Arc::strong_count(&self.handle.calls) <= IDLE
    }
}
