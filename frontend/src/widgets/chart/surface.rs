//! What a hand or a key does on a chart: reading values at a time, and zooming.
//!
//! Reading and selecting render this layer alone; the drawing below stays.

use super::{
    drawing::{BOTTOM, Drawing, Readout, TOP},
    layer::{Layer, px},
    span::{self, Range},
    summary,
};
use crate::{browser, format, state::Shared};
use gloo::events::{EventListener, EventListenerOptions};
use tideboard_words::t;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

/// A drag shorter than this is a press, in pixels.
const DRAG: f64 = 6.0;

#[derive(Properties, PartialEq)]
pub struct SurfaceProps {
    pub drawing: Shared<Drawing>,
    /// The right edge while nothing is zoomed.
    pub newest: i64,
    /// It shows a part that stays.
    pub is_part: bool,
    /// Shows another part, or the newest again.
    pub on_range: Callback<Option<Range>>,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Doing {
    Nothing,
    /// The pointer is at this place.
    Pointing {
        x: f64,
    },
    /// A part is being selected.
    Selecting {
        from: f64,
        to: f64,
    },
    /// The keyboard reads at this time.
    Reading {
        t_ms: i64,
    },
}

/// The drawing with what is read and selected on it.
#[component]
pub fn Surface(props: &SurfaceProps) -> Html {
    let drawing = &props.drawing;
    let node = use_node_ref();
    let doing = use_state_eq(|| Doing::Nothing);
    use_wheel(&node, props);
    let readout = match *doing {
        Doing::Pointing { x } if x >= drawing.x.pixels.0 => drawing.read(drawing.time_at(x)),
        Doing::Reading { t_ms } => drawing.read(t_ms),
        Doing::Nothing | Doing::Pointing { .. } | Doing::Selecting { .. } => None,
    };
    let onpointerdown = {
        let (doing, node) = (doing.setter(), node.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some((surface, x)) = place_of(&node, &event).filter(|_| event.button() == 0) {
                browser::focus(&surface);
                // Fails only for a pointer that is gone by now.
                let _ = surface.set_pointer_capture(event.pointer_id());
                doing.set(Doing::Selecting { from: x, to: x });
            }
        })
    };
    let onpointermove = {
        let (doing, node) = (doing.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((_, x)) = place_of(&node, &event) else { return };
            doing.set(match *doing {
                Doing::Selecting { from, .. } => Doing::Selecting { from, to: x },
                Doing::Nothing | Doing::Pointing { .. } | Doing::Reading { .. } => {
                    Doing::Pointing { x }
                }
            });
        })
    };
    let onpointerup = {
        let (doing, drawing, on_range) = (doing.clone(), drawing.clone(), props.on_range.clone());
        Callback::from(move |_: PointerEvent| {
            if let Doing::Selecting { from, to } = *doing {
                let part = span::between(drawing.time_at(from), drawing.time_at(to));
                if let Some(part) = part.filter(|_| (to - from).abs() >= DRAG) {
                    on_range.emit(Some(part));
                }
                doing.set(Doing::Pointing { x: to });
            }
        })
    };
    let rest = {
        let doing = doing.setter();
        move || doing.set(Doing::Nothing)
    };
    let (onpointerleave, onpointercancel, onblur) = {
        let (leave, cancel) = (rest.clone(), rest.clone());
        (
            Callback::from(move |_: PointerEvent| leave()),
            Callback::from(move |_: PointerEvent| cancel()),
            Callback::from(move |_: FocusEvent| rest()),
        )
    };
    let ondblclick = props.on_range.reform(|_: MouseEvent| None);
    let onkeydown = on_key(props, &doing);
    let is_reading = matches!(*doing, Doing::Reading { .. });
    html! {
        <div
            class="chart-surface" ref={node} tabindex="0" role="group"
            aria-roledescription={t!("chart-role")}
            aria-label={summary(drawing)} title={t!("chart-help")} data-testid="chart-surface"
            data-from={drawing.range.0.to_string()} data-to={drawing.range.1.to_string()}
            {onpointerdown} {onpointermove} {onpointerup} {onpointerleave} {onpointercancel}
            {ondblclick} {onkeydown} {onblur}
        >
            <Layer drawing={drawing.clone()} />
            { marks(drawing, *doing, readout.as_ref()) }
            if let Some(readout) = &readout { { read_out(drawing, readout) } }
            <p class="offscreen" role="status" data-testid="chart-said">
                if let Some(readout) = readout.as_ref().filter(|_| is_reading) {
                    { said(drawing, readout) }
                }
            </p>
        </div>
    }
}

/// The element of the chart, and the place of an event in it.
fn place_of(node: &NodeRef, event: &PointerEvent) -> Option<(HtmlElement, f64)> {
    let surface = node.cast::<HtmlElement>()?;
    let left = surface.get_bounding_client_rect().left();
    Some((surface, f64::from(event.client_x()) - left))
}

fn on_key(props: &SurfaceProps, doing: &UseStateHandle<Doing>) -> Callback<KeyboardEvent> {
    let (drawing, doing) = (props.drawing.clone(), doing.clone());
    let (newest, on_range, is_part) = (props.newest, props.on_range.clone(), props.is_part);
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let at = match *doing {
            Doing::Reading { t_ms } => Some(t_ms),
            Doing::Pointing { x } => Some(drawing.time_at(x)),
            Doing::Nothing | Doing::Selecting { .. } => None,
        };
        let read = |t_ms: Option<i64>| {
            if let Some(t_ms) = t_ms {
                doing.set(Doing::Reading { t_ms });
            }
        };
        let step = |direction: i64| {
            read(match at {
                Some(t_ms) => drawing.next(t_ms, direction),
                None => drawing.end(1),
            });
        };
        let part = at.map_or(1.0, |t_ms| drawing.part_at(drawing.x.place(t_ms as f64)));
        match (event.key().as_str(), event.shift_key()) {
            ("ArrowLeft", true) => on_range.emit(Some(span::shifted(drawing.range, -1, newest))),
            ("ArrowRight", true) => on_range.emit(Some(span::shifted(drawing.range, 1, newest))),
            ("ArrowLeft", false) => step(-1),
            ("ArrowRight", false) => step(1),
            ("Home", _) => read(drawing.end(-1)),
            ("End", _) => read(drawing.end(1)),
            ("+" | "=", _) => on_range.emit(Some(span::closer(drawing.range, part))),
            ("-" | "−", _) => on_range.emit(Some(span::further(drawing.range, part))),
            ("0", _) => on_range.emit(None),
            ("Escape", _) if *doing != Doing::Nothing => doing.set(Doing::Nothing),
            ("Escape", _) if is_part => on_range.emit(None),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    })
}

/// The wheel zooms while Ctrl is held or the chart has the focus; else the board scrolls. Listened
/// to here, because only so it can be kept from scrolling the page.
#[hook]
fn use_wheel(node: &NodeRef, props: &SurfaceProps) {
    let deps = (node.clone(), props.drawing.clone(), props.on_range.clone());
    use_effect_with(deps, |(node, drawing, on_range)| {
        let listener = node.cast::<Element>().map(|surface| {
            let (drawing, on_range, watched) = (drawing.clone(), on_range.clone(), surface.clone());
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&surface, "wheel", options, move |event| {
                let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
                let has_focus = browser::focused().is_some_and(|it| *it == watched);
                if !(event.ctrl_key() || event.meta_key() || has_focus) || event.delta_y() == 0.0 {
                    return;
                }
                event.prevent_default();
                let left = watched.get_bounding_client_rect().left();
                let at = drawing.part_at(f64::from(event.client_x()) - left);
                let zoom = if event.delta_y() < 0.0 { span::closer } else { span::further };
                on_range.emit(Some(zoom(drawing.range, at)));
            })
        });
        move || drop(listener)
    });
}

/// The guide line with a dot on each series, or the part being selected.
fn marks(drawing: &Drawing, doing: Doing, readout: Option<&Readout>) -> Html {
    let (width, height) = drawing.size;
    let bottom = height - BOTTOM;
    let selected = match doing {
        Doing::Selecting { from, to } if (to - from).abs() >= DRAG => {
            let (left, right) = drawing.x.pixels;
            Some((from.min(to).clamp(left, right), from.max(to).clamp(left, right)))
        }
        Doing::Selecting { .. }
        | Doing::Nothing
        | Doing::Pointing { .. }
        | Doing::Reading { .. } => None,
    };
    let guide = readout.map(|readout| drawing.x.place(readout.t_ms as f64));
    html! {
        <svg class="plot" viewBox={format!("0 0 {width} {height}")} aria-hidden="true">
            if let Some((from, to)) = selected {
                <rect
                    class="plot-selected" x={px(from)} width={px(to - from)} y={px(TOP)}
                    height={px(bottom - TOP)}
                />
            }
            if let (Some(x), Some(readout)) = (guide, readout) {
                <line class="plot-guide" x1={px(x)} x2={px(x)} y1={px(TOP)} y2={px(bottom)} />
                { for readout.values.iter().map(|(_, colour, value)| html! {
                    <circle
                        class={format!("plot-dot series-{colour}")} r="3.5" cx={px(x)}
                        cy={px(drawing.y.place(*value))}
                    />
                }) }
            }
        </svg>
    }
}

fn read_out(drawing: &Drawing, readout: &Readout) -> Html {
    let (left, right) = drawing.x.pixels;
    // In the right half the words go to the left, so that they never hide what is pointed at.
    let is_right = drawing.x.place(readout.t_ms as f64) > (left + right) / 2.0;
    html! {
        <div
            class={classes!("readout", is_right.then_some("at-left"))} data-testid="chart-readout"
            data-time={readout.t_ms.to_string()} aria-hidden="true"
        >
            <p class="meta muted number">{ drawing.moment(readout.t_ms) }</p>
            { for readout.values.iter().map(|(name, colour, value)| html! {
                <p class="meta">
                    <i class={classes!("dot", format!("series-{colour}"))} />
                    <span class="readout-name" dir="auto">{ name }</span>
                    <b class="number">{ format!("{} {}", format::number(*value), drawing.unit) }</b>
                </p>
            }) }
        </div>
    }
}

/// What is read, in a sentence.
fn said(drawing: &Drawing, readout: &Readout) -> String {
    let values = readout.values.iter().map(|(name, _, value)| {
        format!("{name} {} {}", format::number(*value), drawing.unit).trim_end().to_owned()
    });
    format!("{}: {}", drawing.moment(readout.t_ms), values.collect::<Vec<_>>().join(", "))
}
