//! Choosing a new widget, each kind with a live preview.

use super::{Dialog, Toast, use_toast};
use crate::{
    browser,
    hooks::{use_edits, use_removal, use_view},
    layout::Arrangement,
    state::{Shared, ViewState},
    whole_records,
    widgets::{Content, Editor, OFFERS, Offer, example},
};
use tideboard_protocol::{BoardId, RecordId};
use tideboard_words::{plain, t};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct AddWidgetProps {
    pub on_close: Callback<()>,
}

/// The picker.
#[component]
pub fn AddWidget(props: &AddWidgetProps) -> Html {
    let board = use_view(|view| view.board.clone());
    let places = use_view(ViewState::places);
    let (edits, toast, remove) = (use_edits(), use_toast(), use_removal());
    let Some(board) = board else { return Html::default() };
    let add = |offer: Offer| {
        let (edits, toast, remove) = (edits.clone(), toast.clone(), remove.clone());
        let (board, places, on_close) = (board.id.clone(), places.clone(), props.on_close.clone());
        Callback::from(move |_: MouseEvent| {
            let record = browser::fresh_record_id();
            let shown = Arrangement::of(places.clone());
            edits.emit(vec![whole_records::add(&board, record.clone(), offer, &shown)]);
            let undo = remove.reform(move |()| record.clone());
            toast.emit(Toast::undoable(t!("widget-added", name = plain(offer.name)), undo));
            on_close.emit(());
        })
    };
    html! {
        <Dialog title={t!("board-add-widget")} on_close={props.on_close.clone()} test_id="add-widget" class="wide">
            <ul class="offers">
                { for OFFERS.iter().enumerate().map(|(place, offer)| html! {
                    <li key={offer.kind.name()}>
                        <button
                            type="button" class="offer" autofocus={place == 0} data-testid="add-widget-kind"
                            data-kind={offer.kind.name()} onclick={add(*offer)}
                        >
                            <span class="offer-name">{ plain(offer.name) }</span>
                            <span class="muted offer-words">{ plain(offer.words) }</span>
                            <Preview offer={*offer} board={board.id.clone()} />
                        </button>
                    </li>
                }) }
            </ul>
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct PreviewProps {
    offer: Offer,
    board: BoardId,
}

/// The widget itself with an example in it; nobody can touch it.
#[component]
fn Preview(props: &PreviewProps) -> Html {
    let record = use_memo(props.offer.kind, |kind| Shared::new(example(*kind)));
    let editor = use_memo(props.board.clone(), |board| Editor {
        board: board.clone(),
        record: RecordId::board(),
        is_read_only: true,
        send: Callback::noop(),
    });
    html! {
        <span class="offer-preview" aria-hidden="true" inert=true>
            <Content record={(*record).clone()} editor={(*editor).clone()} is_live=false failures=0 />
        </span>
    }
}
