use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;

use crate::Problem;

/// So many wait for each one that is read; beyond, a caller is told to come again.
const WAITING: usize = 4;

/// Where pasted texts are read: as many at a time as there are cores, and a short queue before it.
pub struct Desk {
    seats: Arc<Semaphore>,
    door: Arc<Semaphore>,
}

impl Desk {
    /// A desk with a seat a core.
    pub fn new() -> Self {
        Self::of(available_parallelism().map_or(1, NonZero::get))
    }

    fn of(seats: usize) -> Self {
        Self { seats: Arc::new(Semaphore::new(seats)), door: Arc::new(Semaphore::new(seats * (1 + WAITING))) }
    }

    /// Does some work when its turn comes, on a thread that may take its time; refuses it where too many wait. Who goes away while waiting
    /// gives up his place.
    pub async fn take<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
        let Ok(place) = Arc::clone(&self.door).try_acquire_owned() else {
            return Err(Problem::busy("too many texts wait to be read"));
        };
        let seat = Arc::clone(&self.seats).acquire_owned().await.map_err(|error| Problem::inside(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            // Both are held until the work is done, also where the caller has gone away meanwhile.
            drop((seat, place));
            done
        });
        done.await.map_err(|error| Problem::inside(error.to_string()))?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_comes_when_the_queue_is_full_is_told_to_come_again() {
        let desk = Arc::new(Desk::of(1));
        let mut ends = Vec::new();
        let mut under_way = Vec::new();
        for _ in 0..=WAITING {
            let (end, ended) = mpsc::channel::<()>();
            let own = Arc::clone(&desk);
            ends.push(end);
            under_way.push(tokio::spawn(async move { own.take(move || Ok(ended.recv().is_ok())).await }));
        }
        while desk.door.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = desk.take(|| Ok(true)).await;
        assert_eq!(refused.err().map(|problem| problem.code), Some("busy"));
        for end in ends {
            assert_eq!(end.send(()), Ok(()));
        }
        for one in under_way {
            assert_eq!(one.await.ok(), Some(Ok(true)), "those who waited are read in the end");
        }
        assert_eq!(desk.take(|| Ok(true)).await, Ok(true));
    }
}
