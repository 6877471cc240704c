//! Pictures that tests upload: good ones, and such as an attacker would make.

use std::io::{Cursor, Write};

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, RgbaImage};

/// A plain picture of this size.
pub fn plain(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbaImage::from_pixel(width, height, image::Rgba([44, 106, 75, 255]));
    let mut bytes = Cursor::new(Vec::new());
    let image = DynamicImage::ImageRgba8(image);
    let image = match format {
        ImageFormat::Jpeg => DynamicImage::ImageRgb8(image.to_rgb8()),
        _ => image,
    };
    image.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// A GIF with this many frames of different colours.
pub fn moving(side: u32, frames: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for number in 0..frames {
        let colour = image::Rgba([number.wrapping_mul(40), 0, 0, 255]);
        let frame = Frame::new(RgbaImage::from_pixel(side, side, colour));
        encoder.encode_frame(frame).expect("a frame");
    }
    drop(encoder);
    bytes
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(data);
    let length = u32::try_from(data.len()).expect("a small chunk");
    [
        &length.to_be_bytes()[..],
        kind,
        data,
        &sum.sum().to_be_bytes(),
    ]
    .concat()
}

/// A PNG of one bit for each pixel, all of them zero: some ten kilobytes that would be hundreds of megabytes.
pub fn bomb(side: u32) -> Vec<u8> {
    let mut head = Vec::new();
    head.extend(side.to_be_bytes());
    head.extend(side.to_be_bytes());
    head.extend([1, 0, 0, 0, 0]);
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let row = vec![0; side as usize / 8 + 1];
    for _ in 0..side {
        packer.write_all(&row).expect("memory");
    }
    let data = packer.finish().expect("memory");
    let chunks = [
        chunk(b"IHDR", &head),
        chunk(b"IDAT", &data),
        chunk(b"IEND", &[]),
    ];
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat()].concat()
}

/// The head of a GIF that says it is as large as a GIF can be.
pub fn vast_gif() -> Vec<u8> {
    let mut file = b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    file.extend(b"\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x4c\x01\0\x3b");
    file
}
