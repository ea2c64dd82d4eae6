//! Pictures of the window beside pictures that were looked at and approved.
//!
//! The approved ones lie in `tests/desktop/pictures`. They belong to one kind of machine: fonts and
//! their rendering differ from system to system, so a picture taken elsewhere is no mistake of the
//! view, and no tolerance would tell both apart. CONTRIBUTING.md says which machine that is, and how
//! they are taken anew.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use image::{
    ImageFormat, Rgb, RgbImage,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};

use crate::sources;

/// Set, it takes all pictures anew instead of comparing them.
const RENEW: &str = "TIDEBOARD_RENEW_PICTURES";

/// How much each of red, green and blue may differ, of 255: edges of letters do by a little when a
/// line begins at another fraction of a pixel.
const MOST_OFF: u8 = 16;

/// How many pixels of ten thousand may differ by more. One letter has about thirty pixels, and the
/// smallest picture a hundred thousand.
const MOST_OF_TEN_THOUSAND: usize = 1;

/// A picture that must look as it was approved.
pub struct Picture {
    name: String,
    taken: RgbImage,
}

/// What is wrong with a picture.
#[derive(Debug, PartialEq, Eq)]
enum Difference {
    /// It has another size: taken and approved.
    Size((u32, u32), (u32, u32)),
    /// So many of its pixels look different.
    Pixels(usize, usize),
}

impl Picture {
    /// A picture as the window gave it.
    pub fn new(name: &str, taken: RgbImage) -> Self {
        Self { name: name.to_owned(), taken }
    }

    /// Compares it with the approved one, or takes its place where that was asked for; says what is
    /// wrong.
    pub fn check(&self) -> Result<(), String> {
        let approved = self.file("");
        if env::var_os(RENEW).is_some_and(|value| !value.is_empty()) {
            save(&self.taken, &approved);
            return Ok(());
        }
        let (actual, marked) = (self.file(".actual"), self.file(".difference"));
        let Ok(bytes) = fs::read(&approved) else {
            save(&self.taken, &actual);
            return Err(format!(
                "{}: there is no approved picture; see {}",
                self.name,
                actual.display()
            ));
        };
        let wanted = image::load_from_memory_with_format(&bytes, ImageFormat::Png)
            .map_err(|error| format!("{}: {error}", approved.display()))?
            .into_rgb8();
        let Err(difference) = compare(&self.taken, &wanted) else {
            // What an earlier run left there.
            for file in [actual, marked] {
                let _ = fs::remove_file(file);
            }
            return Ok(());
        };
        save(&self.taken, &actual);
        if let Difference::Pixels(..) = difference {
            save(&mark_differences(&self.taken, &wanted), &marked);
        }
        Err(format!("{}: {difference:?}; see {} and beside it", self.name, actual.display()))
    }

    fn file(&self, kind: &str) -> PathBuf {
        folder().join(format!("{}{kind}.png", self.name))
    }
}

fn folder() -> PathBuf {
    sources().join("desktop").join("pictures")
}

/// Asserts that pictures look as approved, after all of them were looked at.
#[track_caller]
pub fn look_as_approved(pictures: impl IntoIterator<Item = Picture>) {
    let wrong: Vec<String> =
        pictures.into_iter().filter_map(|picture| picture.check().err()).collect();
    assert!(
        wrong.is_empty(),
        "{}\nPictures are those of the machine that CONTRIBUTING.md names. What changed on purpose \
         is taken anew with `cargo xtask pictures`, looked at and committed.",
        wrong.join("\n")
    );
}

fn compare(taken: &RgbImage, wanted: &RgbImage) -> Result<(), Difference> {
    if taken.dimensions() != wanted.dimensions() {
        return Err(Difference::Size(taken.dimensions(), wanted.dimensions()));
    }
    let all = taken.as_raw().len() / 3;
    let off = taken.pixels().zip(wanted.pixels()).filter(|(a, b)| is_off(a, b)).count();
    if off > all * MOST_OF_TEN_THOUSAND / 10_000 {
        Err(Difference::Pixels(off, all))
    } else {
        Ok(())
    }
}

fn is_off(a: &Rgb<u8>, b: &Rgb<u8>) -> bool {
    a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > MOST_OFF)
}

/// The approved picture, pale, with what differs in red.
fn mark_differences(taken: &RgbImage, wanted: &RgbImage) -> RgbImage {
    RgbImage::from_fn(wanted.width(), wanted.height(), |x, y| {
        let (a, b) = (taken.get_pixel(x, y), wanted.get_pixel(x, y));
        if is_off(a, b) { Rgb([220, 0, 0]) } else { Rgb(b.0.map(|part| 200 + part / 5)) }
    })
}

#[track_caller]
fn save(picture: &RgbImage, path: &Path) {
    fs::create_dir_all(folder()).expect("the folder of the pictures can be written");
    let mut bytes = Vec::new();
    let small =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive);
    picture.write_with_encoder(small).expect("a picture can be encoded");
    fs::write(path, bytes).expect("a picture can be written");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey() -> RgbImage {
        RgbImage::from_pixel(200, 100, Rgb([120, 120, 120]))
    }

    #[test]
    fn a_picture_of_another_size_is_another_picture() {
        let other = RgbImage::new(200, 99);
        assert_eq!(compare(&grey(), &other), Err(Difference::Size((200, 100), (200, 99))));
    }

    #[test]
    fn a_little_off_everywhere_is_the_same_and_more_than_that_is_not() {
        let near = RgbImage::from_pixel(200, 100, Rgb([136, 104, 120]));
        assert_eq!(compare(&grey(), &near), Ok(()));
        let far = RgbImage::from_pixel(200, 100, Rgb([137, 120, 120]));
        assert_eq!(compare(&grey(), &far), Err(Difference::Pixels(20_000, 20_000)));
    }

    #[test]
    fn a_speck_is_let_pass_and_a_stroke_is_found_and_marked() {
        let mut taken = grey();
        taken.put_pixel(5, 5, Rgb([0, 0, 0]));
        taken.put_pixel(6, 5, Rgb([0, 0, 0]));
        assert_eq!(compare(&taken, &grey()), Ok(()));
        taken.put_pixel(7, 5, Rgb([0, 0, 0]));
        assert_eq!(compare(&taken, &grey()), Err(Difference::Pixels(3, 20_000)));
        let marked = mark_differences(&taken, &grey());
        let red = marked.pixels().filter(|pixel| pixel.0 == [220, 0, 0]).count();
        assert_eq!(red, 3);
    }
}
