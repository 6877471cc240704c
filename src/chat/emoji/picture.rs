//! What becomes of an uploaded picture: looked at by content, decoded within bounds, and drawn anew, so that nothing of
//! the file itself is ever served.

use std::io::Cursor;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::imageops::FilterType;
use image::{
    AnimationDecoder, DynamicImage, Frame, ImageDecoder, ImageError, ImageFormat, ImageReader,
    ImageResult, Limits,
};
use sha2::{Digest, Sha256};

use crate::domain::{ErrorCode, Refusal, Sentence};
use crate::store::custom_emoji::Picture;

/// Of an uploaded file.
pub const MOST_PICTURE_BYTES: usize = 256 * 1024;

/// What it may measure before it is made small.
const MOST_SIDE: u32 = 2_048;
/// What it measures afterwards, at most: twice the height at which it is shown largest, for fine screens.
const SIDE: u32 = 128;
/// 2,048 × 2,048 of the largest pixels, and what a decoder needs beside them.
const MOST_DECODED_BYTES: u64 = 64 * 1024 * 1024;
/// Of all frames of a moving picture together; one with more stands still.
const MOST_MOVING_PIXELS: u64 = 16_000_000;
const MOST_FRAMES: usize = 100;

/// A picture that may be served.
///
/// # Errors
/// `too_large`, `unsupported_media_type`, `invalid`.
pub(super) fn draw(file: &[u8]) -> Result<Picture, Refusal> {
    if file.len() > MOST_PICTURE_BYTES {
        let sentence = Sentence::new("emoji-file-large").with("kib", MOST_PICTURE_BYTES / 1024);
        return Err(Refusal::because(ErrorCode::TooLarge, sentence));
    }
    let format = format_of(file).ok_or_else(|| {
        let sentence = Sentence::new("emoji-file-type");
        Refusal::because(ErrorCode::UnsupportedMediaType, sentence)
    })?;
    let still = decode(file, format)?;
    // A moving picture that cannot be kept moving is kept as it begins.
    let moving = match format {
        ImageFormat::Gif => moving(file).unwrap_or_default(),
        _ => None,
    };
    let (bytes, kind) = match moving {
        Some(bytes) => (bytes, "image/gif"),
        None => (png(&still).map_err(|_| broken())?, "image/png"),
    };
    let version = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(&bytes)[..12]);
    Ok(Picture {
        bytes,
        kind: kind.to_owned(),
        version,
    })
}

fn broken() -> Refusal {
    Refusal::because(ErrorCode::Invalid, Sentence::new("emoji-file-broken"))
}

fn too_many_pixels() -> Refusal {
    let sentence = Sentence::new("emoji-file-pixels").with("side", i64::from(MOST_SIDE));
    Refusal::because(ErrorCode::Invalid, sentence)
}

/// By the first bytes, whatever it is called.
fn format_of(file: &[u8]) -> Option<ImageFormat> {
    match infer::get(file)?.mime_type() {
        "image/png" => Some(ImageFormat::Png),
        "image/gif" => Some(ImageFormat::Gif),
        "image/webp" => Some(ImageFormat::WebP),
        "image/jpeg" => Some(ImageFormat::Jpeg),
        _ => None,
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_DECODED_BYTES);
    limits
}

/// The first picture of the file, upright and small.
fn decode(file: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let decoded = || -> ImageResult<DynamicImage> {
        let mut reader = ImageReader::with_format(Cursor::new(file), format);
        reader.limits(limits());
        let mut decoder = reader.into_decoder()?;
        let orientation = decoder.orientation()?;
        let mut image = DynamicImage::from_decoder(decoder)?;
        image.apply_orientation(orientation);
        Ok(image)
    };
    match decoded() {
        Ok(image) => Ok(small(image)),
        Err(ImageError::Limits(_)) => Err(too_many_pixels()),
        Err(_) => Err(broken()),
    }
}

fn small(image: DynamicImage) -> DynamicImage {
    if image.width() <= SIDE && image.height() <= SIDE {
        return image;
    }
    image.resize(SIDE, SIDE, FilterType::Lanczos3)
}

fn png(image: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(image.to_rgba8()).write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

/// A moving picture, small and still moving; none where it does not move, or is beyond the bounds.
fn moving(file: &[u8]) -> ImageResult<Option<Vec<u8>>> {
    let mut decoder = GifDecoder::new(Cursor::new(file))?;
    decoder.set_limits(limits())?;
    let (width, height) = decoder.dimensions();
    let mut pixels = 0;
    let mut frames = Vec::new();
    for frame in decoder.into_frames() {
        let frame = frame?;
        pixels += u64::from(width) * u64::from(height);
        if frames.len() == MOST_FRAMES || pixels > MOST_MOVING_PIXELS {
            return Ok(None);
        }
        let delay = frame.delay();
        let drawn = small(DynamicImage::ImageRgba8(frame.into_buffer())).into_rgba8();
        frames.push(Frame::from_parts(drawn, 0, 0, delay));
    }
    if frames.len() < 2 {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 10);
    encoder.set_repeat(Repeat::Infinite)?;
    encoder.encode_frames(frames)?;
    drop(encoder);
    Ok((bytes.len() <= MOST_PICTURE_BYTES).then_some(bytes))
}
