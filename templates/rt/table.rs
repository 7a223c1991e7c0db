//! Entities in memory, in order of their keys, with unique fields.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::str::FromStr;

/// An entity that a table can hold.
pub trait Entity: Clone + Default + Send + Sync + 'static {
    /// Its name in errors.
    const KIND: &'static str;
    /// The key; the default value stands for no key.
    type Key: Clone + Default + Display + FromStr + Ord + Send + Sync + 'static;

    /// The key.
    fn key(&self) -> Self::Key;
    /// Sets the key.
    fn set_key(&mut self, key: Self::Key);
    /// The key with this number, counted from 1; `None` if there are no more.
    fn numbered(number: u64) -> Option<Self::Key>;
    /// The unique fields; empty values may occur more than once.
    fn unique(&self) -> Vec<(&'static str, &str)>;
}

/// Why a table refuses a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TableError {
    /// There is no entity with this key.
    NotFound { kind: &'static str, key: String },
    /// Another entity has this value.
    Taken { kind: &'static str, field: &'static str, value: String },
    /// There are no more keys.
    NoKeyLeft { kind: &'static str },
}

/// The entities, by their keys.
#[derive(Debug)]
pub struct Table<T: Entity> {
    entities: BTreeMap<T::Key, T>,
    /// The owners of the unique values.
    owners: HashMap<(&'static str, String), T::Key>,
    /// The number of the last key that was assigned.
    last: u64,
}

impl<T: Entity> Default for Table<T> {
    fn default() -> Self {
        Self { entities: BTreeMap::new(), owners: HashMap::new(), last: 0 }
    }
}

impl<T: Entity> Table<T> {
    /// The entity with this key.
    pub fn get(&self, key: &T::Key) -> Result<&T, TableError> {
        let not_found = || TableError::NotFound { kind: T::KIND, key: key.to_string() };
        self.entities.get(key).ok_or_else(not_found)
    }

    /// The entities after a key, or all.
    pub fn after(&self, key: Option<&T::Key>) -> impl Iterator<Item = &T> {
        use std::ops::Bound::{Excluded, Unbounded};
        let rest = self.entities.range((key.map_or(Unbounded, Excluded), Unbounded));
        rest.map(|(_, entity)| entity)
    }

    /// Adds an entity; one without a key gets the next one.
    pub fn create(&mut self, mut entity: T) -> Result<T, TableError> {
        let last = self.last;
        let key = entity.key();
        if key == T::Key::default() {
            entity.set_key(self.next_key()?);
        } else if self.entities.contains_key(&key) {
            let (kind, value) = (T::KIND, key.to_string());
            return Err(TableError::Taken { kind, field: "key", value });
        }
        // A refused entity takes no number.
        self.put(entity).inspect_err(|_| self.last = last)
    }

    /// Adds all entities, or none.
    pub fn create_all(&mut self, entities: Vec<T>) -> Result<Vec<T>, TableError> {
        let last = self.last;
        let mut created: Vec<T> = Vec::with_capacity(entities.len());
        for entity in entities {
            match self.create(entity) {
                Ok(entity) => created.push(entity),
                Err(error) => {
                    created.iter().for_each(|entity| self.forget(&entity.key()));
                    self.last = last;
                    return Err(error);
                }
            }
        }
        Ok(created)
    }

    /// Changes the entity with this key. Its key stays.
    pub fn update(&mut self, key: &T::Key, change: impl FnOnce(&mut T)) -> Result<T, TableError> {
        let mut entity = self.get(key)?.clone();
        change(&mut entity);
        entity.set_key(key.clone());
        self.put(entity)
    }

    /// Adds or replaces an entity; one without a key gets the next one.
    pub fn put(&mut self, entity: T) -> Result<T, TableError> {
        let key = entity.key();
        if key == T::Key::default() {
            return self.create(entity);
        }
        let claims = || entity.unique().into_iter().filter(|(_, value)| !value.is_empty());
        for (field, value) in claims() {
            let claim = (field, value.to_owned());
            if self.owners.get(&claim).is_some_and(|owner| *owner != key) {
                return Err(TableError::Taken { kind: T::KIND, field, value: claim.1 });
            }
        }
        self.forget(&key);
        for (field, value) in claims() {
            self.owners.insert((field, value.to_owned()), key.clone());
        }
        self.entities.insert(key, entity.clone());
        Ok(entity)
    }

    /// Removes the entity with this key.
    pub fn delete(&mut self, key: &T::Key) -> Result<(), TableError> {
        self.get(key)?;
        self.forget(key);
        Ok(())
    }

    /// The next key after the last one assigned that is not in use.
    fn next_key(&mut self) -> Result<T::Key, TableError> {
        loop {
            let number = self.last + 1;
            let key = T::numbered(number).ok_or(TableError::NoKeyLeft { kind: T::KIND })?;
            self.last = number;
            if !self.entities.contains_key(&key) {
                return Ok(key);
            }
        }
    }

    fn forget(&mut self, key: &T::Key) {
        if let Some(entity) = self.entities.remove(key) {
            for (field, value) in entity.unique() {
                self.owners.remove(&(field, value.to_owned()));
            }
        }
    }
}
