//! `#/gallery` or `?gallery`: the states of the shared components side by side, to be looked at. Not
//! in builds for users; what it shows is made up here.

use crate::{
    app::ShowPanel,
    clock,
    components::{
        ChangeRow, CopyButton, ErrorNote, Glyph, Icon, Toasts, TrayPicture, status_glyph,
        status_tone,
    },
    op_words,
};
use serde_json::json;
use tideboard_protocol::{
    ApiError, BoardId, ErrorCode, OpId, OpKind, Path, RecordId, RejectCode,
    status::{Activity, SyncState, SyncStatus, Tone},
    view::{FieldEdit, QueueItem, QueueState},
};
use uuid::Uuid;
use yew::prelude::*;

/// Everything side by side.
#[component]
pub fn Gallery() -> Html {
    let show = use_memo((), |()| ShowPanel(Callback::noop()));
    html! {
        <ContextProvider<ShowPanel> context={(*show).clone()}>
            <Toasts>
                <main class="gallery" data-testid="gallery">
                    <h1>{ "Gallery" }</h1>
                    { part("statuses", "How sync stands", statuses()) }
                    { part("changes", "Own changes", changes()) }
                    { part("controls", "Controls", controls()) }
                    { part("tray", "The tray icon", html! { <TrayPicture /> }) }
                    { part("said", "What is said", said()) }
                </main>
            </Toasts>
        </ContextProvider<ShowPanel>>
    }
}

fn part(name: &'static str, title: &'static str, content: Html) -> Html {
    html! {
        <section data-part={name}><h2>{ title }</h2><div class="gallery-part">{ content }</div></section>
    }
}

fn statuses() -> Html {
    let shown = SyncState::ALL.into_iter().map(|state| {
        let (tone, unsent) = match state {
            SyncState::SignInNeeded | SyncState::Attention => (Tone::Bad, 4),
            SyncState::Conflict | SyncState::Offline | SyncState::Syncing => (Tone::Warn, 4),
            SyncState::Paused => (Tone::Neutral, 4),
            SyncState::Synced => (Tone::Good, 0),
        };
        let now = Some(clock::now());
        let status = SyncStatus {
            state,
            tone,
            unsent,
            conflicts: 2,
            refused: 1,
            activity: Some(Activity::Sending),
            since: now,
            until: now,
            last_synced: now,
            cause: None,
            late: false,
        };
        html! {
            <div class="sync-indicator">
                <span class={classes!("button", status_tone(tone))}>
                    <Icon glyph={status_glyph(&status)} />
                    <span class="sync-words">{ tideboard_words::status(&status, clock::recent) }</span>
                </span>
            </div>
        }
    });
    shown.collect()
}

fn changes() -> Html {
    let message = "Only owners may change set points.".to_owned();
    let states = [
        QueueState::Waiting,
        QueueState::Sending,
        QueueState::Retrying { at: clock::now() },
        QueueState::Acknowledged,
        QueueState::Held { by: OpId(Uuid::nil()) },
        QueueState::Conflict,
        QueueState::Offered,
        QueueState::Refused { code: RejectCode::Forbidden, message: message.clone() },
        QueueState::Gated { code: RejectCode::Forbidden, message },
    ];
    let rows = states.into_iter().filter_map(|state| {
        let item = QueueItem {
            op_id: OpId(Uuid::nil()),
            board: BoardId::new("gallery").ok()?,
            record: RecordId::new("gallery").ok()?,
            title: "Pallets in buffer".to_owned(),
            kind: OpKind::Patch,
            edits: vec![FieldEdit::Set {
                path: Path::new("value").ok()?,
                before: Some(json!(12)),
                after: json!(14),
            }],
            at: clock::now(),
            joined: 2,
            state,
        };
        let key = op_words::state_name(&item.state);
        Some(html! {
            <ChangeRow
                {key} {item} retry={Callback::noop()} discard={Callback::noop()}
                on_go={Callback::noop()}
            />
        })
    });
    html! { <ul class="gallery-list">{ for rows }</ul> }
}

fn controls() -> Html {
    let button = |class: &'static str, words: &'static str, disabled: bool| {
        html! { <button type="button" class={classes!("button", class)} {disabled}>{ words }</button> }
    };
    let tag =
        |tone: &'static str| html! { <span class={classes!("tag", tone)}>{ "waiting" }</span> };
    html! {
        <>
            { button("", "Usual", false) }
            { button("primary", "Primary", false) }
            { button("danger", "Dangerous", false) }
            { button("quiet", "Quiet", false) }
            { button("small", "Small", false) }
            { button("", "Not now", true) }
            { button("primary", "Not now", true) }
            <button type="button" class="link">{ "Link" }</button>
            <button type="button" class="icon-button" aria-label="Close"><Icon glyph={Glyph::Close} /></button>
            { for ["tone-good", "tone-warn", "tone-bad", "tone-accent", "tone-neutral"].into_iter().map(tag) }
            <kbd>{ "Ctrl K" }</kbd>
            <CopyButton text="copied" test_id="gallery-copy" />
            <label class="field"><span>{ "Field" }</span><input type="text" value="Line 3" /></label>
            <label class="field">
                <span>{ "Field with a mistake" }</span>
                <input type="text" aria-invalid="true" />
                <small class="tone-bad">{ "A board needs a title." }</small>
            </label>
            <label class="field"><span>{ "List" }</span><select><option>{ "As the system" }</option></select></label>
            <label class="check"><input type="checkbox" checked=true /><span>{ "Ticked" }</span></label>
            <label class="check"><input type="checkbox" /><span>{ "Not ticked" }</span></label>
            <progress max="100" value="64" aria-label="Sent" />
        </>
    }
}

fn said() -> Html {
    let error = |code: ErrorCode, words: &str| {
        html! { <ErrorNote error={ApiError::new(code, words)} /> }
    };
    html! {
        <>
            { error(ErrorCode::StorageFull, "The disk of this computer is full.") }
            { error(ErrorCode::Unauthorized, "The server does not know this token.") }
            <div class="strip">
                <Icon glyph={Glyph::Clock} /><p>{ "While you were away: others changed 3 widgets" }</p>
            </div>
            <div class="strip warn">
                <Icon glyph={Glyph::Clock} /><p>{ "2 changes have waited here since yesterday." }</p>
            </div>
            <div class="toast"><Icon glyph={Glyph::Check} /><p>{ "“Remarks” was deleted." }</p></div>
            <div class="toast bad"><Icon glyph={Glyph::Cross} /><p>{ "Not saved. The disk is full." }</p></div>
        </>
    }
}
