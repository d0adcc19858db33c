//! A value behind a pointer whose drop code is compiled where the value is made.
//!
//! What a generated crate has in its structs it also drops, and rustc compiles the code for that anew in each such crate, down to the last field: files, encoders, channels,
//! rings, all of which the runtime's own libraries have compiled already. Behind a trait object it is called there. Each access is a virtual call: for what is reached
//! once a batch or a block, not once a row.

use std::ops::{Deref, DerefMut};

trait Holds<T> {
    fn get(&self) -> &T;
    fn get_mut(&mut self) -> &mut T;
    fn take(self: Box<Self>) -> T;
}

impl<T> Holds<T> for T {
    fn get(&self) -> &T {
        self
    }

    fn get_mut(&mut self) -> &mut T {
        self
    }

    fn take(self: Box<Self>) -> T {
        *self
    }
}

/// See the module. To be made by a function that is neither generic nor inline: in the library that the type belongs to.
pub struct Held<T: 'static>(Box<dyn Holds<T> + Send>);

impl<T: Send> Held<T> {
    /// Puts it there.
    pub fn new(value: T) -> Held<T> {
        Held(Box::new(value))
    }

    /// Takes it back.
    pub fn into_inner(self) -> T {
        self.0.take()
    }
}

impl<T> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        (*self.0).get()
    }
}

impl<T> DerefMut for Held<T> {
    fn deref_mut(&mut self) -> &mut T {
        (*self.0).get_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::Held;
    use std::sync::Arc;

    #[test]
    fn what_is_held_is_reached_and_dropped() {
        let shared = Arc::new(());
        let mut held = Held::new((shared.clone(), 1));
        held.1 += 1;
        assert_eq!((held.1, Arc::strong_count(&shared)), (2, 2));
        drop(held);
        assert_eq!(Arc::strong_count(&shared), 1);
        assert_eq!(Held::new(3).into_inner(), 3);
    }
}
