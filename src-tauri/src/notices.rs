//! What a person must know about the app itself, each under a stable name.

use std::sync::atomic::{AtomicU32, Ordering};
use tideboard_protocol::{ApiError, ipc::Notice};
use tokio::sync::watch;

/// The notices that hold at present.
pub struct Notices {
    now: watch::Sender<Vec<Notice>>,
    /// How often something was told.
    told: AtomicU32,
}

/// Between the kind of what was told and its number.
const TOLD: char = ':';

impl Default for Notices {
    fn default() -> Self {
        Self { now: watch::Sender::new(Vec::new()), told: AtomicU32::new(0) }
    }
}

impl Notices {
    /// Shows a notice, in place of the one with this name.
    pub fn show(&self, id: &str, error: ApiError) {
        let notice = Notice { id: id.to_owned(), error };
        self.now.send_if_modified(|notices| match notices.iter_mut().find(|it| it.id == id) {
            Some(there) if *there == notice => false,
            Some(there) => {
                tracing::warn!(notice = id, "{}", notice.error);
                *there = notice;
                true
            }
            None => {
                tracing::warn!(notice = id, "{}", notice.error);
                notices.push(notice);
                true
            }
        });
    }

    /// Shows a notice, or takes it away where there is no error.
    pub fn set(&self, id: &str, error: Option<ApiError>) {
        match error {
            Some(error) => self.show(id, error),
            None => self.clear(id),
        }
    }

    /// Takes a notice away.
    pub fn clear(&self, id: &str) {
        self.now.send_if_modified(|notices| {
            let before = notices.len();
            notices.retain(|notice| notice.id != id);
            before != notices.len()
        });
    }

    /// Tells of something that happened just now, in place of what was told of this kind before. It
    /// has a name of its own each time: a window that dismissed the like of it shows it all the same.
    pub fn tell(&self, kind: &str, error: ApiError) {
        let number = self.told.fetch_add(1, Ordering::Relaxed);
        self.clear_all(kind);
        self.show(&format!("{kind}{TOLD}{number}"), error);
    }

    /// Takes away what was told of a kind.
    pub fn clear_all(&self, kind: &str) {
        let is_of_kind = |notice: &Notice| {
            notice.id.strip_prefix(kind).is_some_and(|rest| rest.starts_with(TOLD))
        };
        self.now.send_if_modified(|notices| {
            let before = notices.len();
            notices.retain(|notice| !is_of_kind(notice));
            before != notices.len()
        });
    }

    /// The notices now.
    pub fn now(&self) -> Vec<Notice> {
        self.now.borrow().clone()
    }

    /// Tells of every change.
    pub fn watch(&self) -> watch::Receiver<Vec<Notice>> {
        self.now.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::ErrorCode;

    #[test]
    fn a_notice_replaces_its_namesake_and_tells_only_news() {
        let notices = Notices::default();
        let mut watch = notices.watch();
        let error = |text: &str| ApiError::new(ErrorCode::NoKeychain, text);
        notices.show("a", error("one"));
        notices.show("b", error("two"));
        assert!(watch.has_changed().unwrap());
        watch.mark_unchanged();
        notices.show("a", error("one"));
        assert!(!watch.has_changed().unwrap());
        notices.show("a", error("three"));
        notices.set("b", None);
        let now: Vec<_> = notices.now().into_iter().map(|it| (it.id, it.error.message)).collect();
        assert_eq!(now, [("a".to_owned(), "three".to_owned())]);
    }

    #[test]
    fn what_is_told_again_is_news_even_if_it_says_the_same() {
        let notices = Notices::default();
        let error = || ApiError::new(ErrorCode::UnknownBoard, "There is no such board.");
        let ids = || notices.now().into_iter().map(|it| it.id).collect::<Vec<_>>();
        notices.show("open", error());
        notices.tell("open", error());
        let first = ids();
        notices.tell("open", error());
        assert_eq!((ids().len(), first.len()), (2, 2));
        assert_ne!(ids(), first);
        notices.clear_all("open");
        assert_eq!(ids(), ["open"]);
    }
}
