//! The commands of one socket that are under way, answered in the order in which they came.
//!
//! A message needs no answer before the next frame is read: it has its place in the row of the writer, and so many
//! messages of one sender share a commit. Every other command is over before the next one begins.

use std::collections::VecDeque;
use std::future::{poll_fn, ready};
use std::task::Poll;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::perform::{Answer, Begun};

/// Messages of one socket with the writer: bounds what one sender holds of its queue.
const MOST: usize = 16;

#[derive(Default)]
pub(super) struct UnderWay {
    beginning: Option<BoxFuture<'static, Begun>>,
    answers: VecDeque<BoxFuture<'static, Answer>>,
}

impl UnderWay {
    pub(super) fn is_empty(&self) -> bool {
        self.beginning.is_none() && self.answers.is_empty()
    }

    /// Whether the next command may begin.
    pub(super) fn has_room(&self) -> bool {
        self.beginning.is_none() && self.answers.len() < MOST
    }

    pub(super) fn begin(&mut self, command: BoxFuture<'static, Begun>) {
        self.beginning = Some(command);
    }

    /// Waits for the next answer; `None` where there is room for another command instead. Nothing is lost where the
    /// future is dropped.
    pub(super) async fn next(&mut self) -> Option<Answer> {
        poll_fn(|context| {
            let mut has_begun = false;
            if let Some(command) = &mut self.beginning
                && let Poll::Ready(begun) = command.poll_unpin(context)
            {
                self.beginning = None;
                has_begun = true;
                self.answers.push_back(match begun {
                    Begun::Posted(answer) => answer,
                    Begun::Done(answer) => ready(answer).boxed(),
                });
            }
            if let Some(first) = self.answers.front_mut()
                && let Poll::Ready(answer) = first.poll_unpin(context)
            {
                self.answers.pop_front();
                return Poll::Ready(Some(answer));
            }
            if has_begun {
                return Poll::Ready(None);
            }
            Poll::Pending
        })
        .await
    }

    /// An answer that is there already.
    pub(super) fn answered(&mut self) -> Option<Answer> {
        let answer = self.answers.front_mut()?.now_or_never()?;
        self.answers.pop_front();
        Some(answer)
    }
}
