//! The trend without axes, with the target and the limits as lines where they are in sight.

use crate::{
    hooks::use_size,
    widgets::plot::{Reach, Scale, area, columns, extent, line},
};
use std::rc::Rc;
use tideboard_protocol::{Point, view::outline::Outline, widget::Metric};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct SparklineProps {
    pub points: Rc<Vec<Point>>,
    pub metric: Rc<Metric>,
    pub outline: Outline,
}

/// The trend.
#[component]
pub fn Sparkline(props: &SparklineProps) -> Html {
    let node = use_node_ref();
    let (width, height) = use_size(&node);
    let points = &props.points;
    let drawing = match (points.first(), points.last(), extent(points.iter())) {
        (Some(first), Some(last), Some(values)) if width > 0.0 && height > 8.0 => {
            let (low, high) = with_target(values, props.metric.target);
            let room = if high > low { (high - low) * 0.1 } else { 1.0 };
            let x =
                Scale { values: (first.t_ms as f64, last.t_ms as f64), pixels: (1.0, width - 4.0) };
            let y = Scale { values: (low - room, high + room), pixels: (height - 1.0, 3.0) };
            let reach = Reach::of(points, points, &props.outline);
            html! {
                <svg class="plot" viewBox={format!("0 0 {width} {height}")} aria-hidden="true">
                    { for marks(&props.metric).into_iter().map(|(class, value)| mark(class, value, y, width)) }
                    { for reach.segments(points).into_iter().map(|part| {
                        let part = columns(part, x);
                        html! {
                            <>
                                <path class="plot-area series-0" d={area(&part, x, y, height)} />
                                <path class="plot-line series-0" d={line(&part, x, y)} />
                            </>
                        }
                    }) }
                    <circle
                        class="plot-dot series-0" r="3"
                        cx={format!("{:.1}", x.place(last.t_ms as f64))}
                        cy={format!("{:.1}", y.place(last.value.get()))}
                    />
                </svg>
            }
        }
        _ => Html::default(),
    };
    html! { <div class="sparkline" ref={node}>{ drawing }</div> }
}

/// The extent with the target in sight, unless the trend became flat by that.
fn with_target((low, high): (f64, f64), target: Option<f64>) -> (f64, f64) {
    const MOST: f64 = 3.0;
    let Some(target) = target else { return (low, high) };
    let wide = (low.min(target), high.max(target));
    if wide.1 - wide.0 <= (high - low) * MOST { wide } else { (low, high) }
}

fn marks(metric: &Metric) -> Vec<(&'static str, f64)> {
    [("target", metric.target), ("warning", metric.warn), ("alarm", metric.alarm)]
        .into_iter()
        .filter_map(|(class, value)| Some((class, value?)))
        .collect()
}

fn mark(class: &'static str, value: f64, y: Scale, width: f64) -> Html {
    let is_in_sight = (y.values.0..=y.values.1).contains(&value);
    if !is_in_sight {
        return Html::default();
    }
    let at = format!("{:.1}", y.place(value));
    html! {
        <line
            class={classes!("plot-mark", class)} x1="0" x2={width.to_string()} y1={at.clone()} y2={at}
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_far_away_does_not_flatten_the_trend() {
        assert_eq!(with_target((10.0, 12.0), Some(13.0)), (10.0, 13.0));
        assert_eq!(with_target((10.0, 12.0), Some(500.0)), (10.0, 12.0));
        assert_eq!(with_target((10.0, 12.0), None), (10.0, 12.0));
    }
}
