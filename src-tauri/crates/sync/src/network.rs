//! Notices that this computer got onto a network again.
//!
//! Only a hint: it ends the wait before the next attempt to connect. So looking at the addresses
//! of the interfaces once in a while, on every system alike, is enough.

use std::{collections::BTreeSet, net::IpAddr};

/// See the module.
#[derive(Debug, Default)]
pub struct NetworkWatch {
    known: Option<BTreeSet<IpAddr>>,
}

impl NetworkWatch {
    /// Whether there is an address that was not there at the last look. The first look only learns.
    pub fn came_up(&mut self) -> bool {
        let Ok(interfaces) = if_addrs::get_if_addrs() else { return false };
        let outward = interfaces.into_iter().filter(|interface| !interface.is_loopback());
        self.learn(outward.map(|interface| interface.ip()).collect())
    }

    /// Starts over: what happened while nobody looked is no news.
    pub fn forget(&mut self) {
        self.known = None;
    }

    fn learn(&mut self, present: BTreeSet<IpAddr>) -> bool {
        let is_new = self.known.as_ref().is_some_and(|known| !present.is_subset(known));
        self.known = Some(present);
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> BTreeSet<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn only_an_address_that_was_not_there_before_is_news() {
        let mut watch = NetworkWatch::default();
        assert!(!watch.learn(addresses(&["10.0.0.2"])), "the first look only learns");
        assert!(!watch.learn(addresses(&["10.0.0.2"])));
        assert!(!watch.learn(addresses(&[])), "the cable is out");
        assert!(watch.learn(addresses(&["10.0.0.2"])), "and in again");
        assert!(watch.learn(addresses(&["10.0.0.2", "fd00::1"])));
        watch.forget();
        assert!(!watch.learn(addresses(&["192.168.1.9"])));
    }
}
