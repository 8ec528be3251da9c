//! Work on many things at once, and draws by a seed.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The results of `work` on every item, in the order of the items, whatever the number of threads.
///
/// # Errors
/// The first error in the order of the items, or that a worker stopped.
pub(super) fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> Result<R, String> + Sync,
) -> Result<Vec<R>, String> {
    let next = AtomicUsize::new(0);
    let done = std::thread::scope(|scope| {
        let worker = || {
            let mut mine = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(index) else { return mine };
                mine.push((index, work(item)));
            }
        };
        let handles: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(worker)).collect();
        handles.into_iter().map(|handle| handle.join()).collect::<Vec<_>>()
    });
    let mut results = Vec::with_capacity(items.len());
    for part in done {
        results.extend(part.map_err(|_| "a worker of the proof stopped".to_owned())?);
    }
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Numbers that a seed decides.
#[derive(Debug, Clone)]
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below the limit; 0 when that is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        if limit == 0 { 0 } else { (mixed % limit as u64) as usize }
    }

    /// Some of the items, in their order.
    pub(super) fn some<T: Clone>(&mut self, items: &[T], count: usize) -> Vec<T> {
        let mut left: Vec<usize> = (0..items.len()).collect();
        let mut taken: Vec<usize> =
            (0..count.min(items.len())).map(|_| left.swap_remove(self.below(left.len()))).collect();
        taken.sort_unstable();
        taken.into_iter().filter_map(|at| items.get(at).cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_decided_by_its_seed_and_takes_nothing_twice() {
        let items: Vec<usize> = (0..100).collect();
        let drawn = Draw::new(7).some(&items, 10);
        assert_eq!(drawn, Draw::new(7).some(&items, 10));
        assert_ne!(drawn, Draw::new(8).some(&items, 10));
        assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]), "{drawn:?}");
        assert_eq!(Draw::new(7).some(&items, 200), items);
    }

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..50).collect();
        assert_eq!(in_parallel(&items, 4, |item| Ok(item * 2)).unwrap_or_default()[49], 98);
        assert_eq!(in_parallel(&items, 4, |_| Err::<(), _>("no".to_owned())), Err("no".to_owned()));
    }
}
