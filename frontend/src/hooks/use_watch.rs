//! Reading a slice of something that changes, and rendering again only when that slice did.

use crate::{
    state::ViewState,
    store::{Source, Store, Ticker},
};
use jiff::Timestamp;
use std::rc::Rc;
use yew::prelude::*;

type Reader<S, T> = Rc<dyn Fn(&S) -> T>;

/// Reads from a source; renders again when what is read is another.
#[hook]
pub fn use_watch<S, T>(source: &S, read: impl Fn(&S) -> T + 'static) -> T
where
    S: Source,
    T: Clone + PartialEq + 'static,
{
    let update = use_force_update();
    let shown = use_mut_ref(|| None::<T>);
    let reader = use_mut_ref(|| None::<Reader<S, T>>);
    let value = read(source);
    *shown.borrow_mut() = Some(value.clone());
    *reader.borrow_mut() = Some(Rc::new(read));
    use_effect_with(source.clone(), move |source| {
        let watched = source.clone();
        let check = move || {
            let read = reader.borrow().clone();
            let now = read.map(|read| read(&watched));
            if now != *shown.borrow() {
                update.force_update();
            }
        };
        // It may have changed between rendering and this moment.
        check();
        let listening = source.listeners().add(check);
        move || drop(listening)
    });
    value
}

/// Reads a slice of the view's state.
#[hook]
pub fn use_view<T>(read: impl Fn(&ViewState) -> T + 'static) -> T
where
    T: Clone + PartialEq + 'static,
{
    let store = use_context::<Store>().expect("used below the DashboardRealtimeProvider");
    use_watch(&store, move |store| {
        let view = store.view();
        read(view.as_ref().expect("the provider renders its children once the state is there"))
    })
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
