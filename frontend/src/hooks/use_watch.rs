//! Reading a slice of something that changes, and rendering again only when that slice did.

use crate::{
    clock,
    state::ViewState,
    store::{Listeners, Source, Store, Ticker},
};
use jiff::Timestamp;
use std::rc::Rc;
use yew::prelude::*;

/// Whether what was read is another by now.
type Differs = Rc<dyn Fn() -> bool>;

/// Reads from a source; renders again when what is read is another.
#[hook]
pub fn use_watch<S, T>(source: &S, read: impl Fn(&S) -> T + 'static) -> T
where
    S: Source,
    T: Clone + PartialEq + 'static,
{
    let value = read(source);
    let (watched, shown) = (source.clone(), value.clone());
    use_listener(source.listeners().clone(), Rc::new(move || read(&watched) != shown));
    value
}

/// The part of [`use_watch`] that needs no types: compiled once, and not once for each slice.
#[hook]
fn use_listener(listeners: Listeners, differs: Differs) {
    let update = use_force_update();
    let latest = use_mut_ref(|| None::<Differs>);
    *latest.borrow_mut() = Some(differs);
    use_effect_with(listeners, move |listeners| {
        let check = move || {
            let differs = latest.borrow().clone();
            if differs.is_some_and(|differs| differs()) {
                update.force_update();
            }
        };
        // It may have changed between rendering and this moment.
        check();
        let listening = listeners.add(check);
        move || drop(listening)
    });
}

/// How often what is out of sight is read again, in milliseconds.
const OUT_OF_SIGHT_MS: i64 = 3_000;

/// Reads a slice of the view's state: always while it is in sight, and otherwise every few seconds,
/// so that a large board costs as much as what can be seen of it.
#[hook]
pub fn use_view_while<T>(in_sight: bool, read: impl Fn(&ViewState) -> T + 'static) -> T
where
    T: Clone + PartialEq + 'static,
{
    let store = use_store();
    let ticker = use_context::<Ticker>().expect("used below the DashboardRealtimeProvider");
    let read = from_view(read);
    let value = read(&store);
    let (watched, shown) = (store.clone(), value.clone());
    let read_at = clock::now().as_millisecond();
    let is_due = move || in_sight || clock::now().as_millisecond() - read_at >= OUT_OF_SIGHT_MS;
    let differs: Differs = Rc::new(move || is_due() && read(&watched) != shown);
    use_listener(store.listeners().clone(), differs.clone());
    // Nothing may change any more before it is due.
    use_listener(ticker.listeners().clone(), differs);
    value
}

/// What the view knows, to be read when something is done and not while drawing.
#[hook]
pub fn use_store() -> Store {
    use_context().expect("used below the DashboardRealtimeProvider")
}

/// Reads a slice of the view's state.
#[hook]
pub fn use_view<T>(read: impl Fn(&ViewState) -> T + 'static) -> T
where
    T: Clone + PartialEq + 'static,
{
    let store = use_store();
    use_watch(&store, from_view(read))
}

fn from_view<T>(read: impl Fn(&ViewState) -> T) -> impl Fn(&Store) -> T {
    move |store| {
        let view = store.view();
        read(view.as_ref().expect("the provider renders its children once the state is there"))
    }
}

/// Something that depends on the time; looked at every second.
#[hook]
pub fn use_ticked<T>(read: impl Fn(Timestamp) -> T + 'static) -> T
where
    T: Clone + PartialEq + 'static,
{
    let ticker = use_context::<Ticker>().expect("used below the DashboardRealtimeProvider");
    use_watch(&ticker, move |ticker| read(ticker.now()))
}
