//! Wall clock, monotonic clock and sleeping.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A point on the monotonic clock.
#[derive(Debug, Clone, Copy)]
pub struct Mark(Instant);

/// Now, on the clock that never goes back.
pub fn mark() -> Mark {
    Mark(Instant::now())
}

impl Mark {
    /// Microseconds since then.
    pub fn elapsed_us(self) -> u64 {
        u64::try_from(self.0.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Seconds since then.
    pub fn elapsed_seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Now, in microseconds since the epoch, UTC.
pub fn now_us() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// Waits at least so long.
pub fn sleep_us(us: u64) {
    std::thread::sleep(Duration::from_micros(us));
}
