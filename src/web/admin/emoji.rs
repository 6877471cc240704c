//! Making an emoji: a form with a name and a picture, the one body of the product that is larger than a text.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};

use super::lists::EMOJI;
use super::{Admin, menu};
use crate::app::App;
use crate::chat::{ChatError, MOST_PICTURE_BYTES, typed_emoji_name};
use crate::domain::{ErrorCode, Refusal, Sentence, Via};
use crate::web::error::Error;
use crate::web::form::body_within;
use crate::web::routes::Routes;
use crate::web::view::{EmojiPage, FieldView, Page, Shell};

const PATH: &str = "/admin/emoji/new";

/// The picture, and what stands around it; a picture that is a little too large still gets its sentence beside its field.
const MOST_BODY_BYTES: usize = 2 * MOST_PICTURE_BYTES;
/// A name of two hundred characters is none, and no longer one is looked at.
const MOST_NAME_BYTES: usize = 1_024;

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::new().get(PATH, form).post(PATH, create)
}

async fn form(State(app): State<App>, admin: Admin) -> Result<Response, Error> {
    Ok(Page(StatusCode::OK, empty(&app, &admin).await?).into_response())
}

async fn empty(app: &App, admin: &Admin) -> Result<EmojiPage, Error> {
    Ok(EmojiPage {
        shell: Shell::of(app, Some(&admin.visitor)),
        menu: menu(app, admin, EMOJI.path).await?,
        called: FieldView::default(),
        file: FieldView::default(),
    })
}

async fn create(State(app): State<App>, admin: Admin, request: Request) -> Result<Response, Error> {
    let Upload { name, file } = Upload::read(request).await?;
    let mut page = EmojiPage {
        called: FieldView::new(name.as_str()),
        ..empty(&app, &admin).await?
    };
    let locale = admin.locale();
    let parsed = match typed_emoji_name(&name) {
        Ok(parsed) => parsed,
        Err(sentence) => {
            page.called = page.called.failed(sentence.text(locale));
            return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    if file.is_empty() {
        page.file = page.file.failed(locale.text("emoji-file-none"));
        return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let doer = admin.scope.doer(Via::Page);
    match app.chat().add_emoji(doer, parsed, file).await {
        Ok(()) => Ok(Redirect::to(EMOJI.path).into_response()),
        Err(ChatError::Refused(refusal)) => {
            let sentence = refusal.detail(locale);
            let status = Error::from(refusal).status();
            // Two fields can be wrong: a name that is taken, and else the picture.
            if status == StatusCode::CONFLICT {
                page.called = page.called.failed(sentence);
            } else {
                page.file = page.file.failed(sentence);
            }
            Ok(Page(status, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What was sent; what is missing is empty.
#[derive(Default)]
struct Upload {
    name: String,
    file: Vec<u8>,
}

fn unreadable() -> Refusal {
    Refusal::because(ErrorCode::BadRequest, Sentence::new("form-unreadable"))
}

impl Upload {
    /// Reads a multipart body: the fields `name` and `file`, each once; others are passed over.
    async fn read(request: Request) -> Result<Self, Error> {
        let kind = request.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
            return Err(ErrorCode::UnsupportedMediaType.into());
        }
        let (parts, body) = request.into_parts();
        let head = Request::from_parts(parts.clone(), body);
        let bytes = body_within(head, MOST_BODY_BYTES).await?;
        // It was measured just now.
        let mut whole = Request::from_parts(parts, Body::from(bytes));
        DefaultBodyLimit::disable().apply(&mut whole);
        let multipart = Multipart::from_request(whole, &()).await;
        let mut multipart = multipart.map_err(|_| unreadable())?;
        let (mut name, mut file) = (None, None);
        while let Some(field) = multipart.next_field().await.map_err(|_| unreadable())? {
            let slot = match field.name() {
                Some("name") => &mut name,
                Some("file") => &mut file,
                _ => continue,
            };
            let bytes = field.bytes().await.map_err(|_| unreadable())?;
            if slot.replace(bytes).is_some() {
                return Err(unreadable().into());
            }
        }
        let name = name.unwrap_or_default();
        if name.len() > MOST_NAME_BYTES {
            return Err(unreadable().into());
        }
        Ok(Self {
            name: String::from_utf8(name.into()).map_err(|_| unreadable())?,
            file: file.unwrap_or_default().into(),
        })
    }
}
