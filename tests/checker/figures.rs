//! What is printed at the end: how much was tried, and how much of it went wrong.

use std::fmt;
use std::ops::AddAssign;

use crate::checks::{Finding, Kind};

macro_rules! figures {
    ($($name:ident)*) => {
        /// Sums over the runs.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Figures { $(pub $name: usize,)* }

        impl AddAssign for Figures {
            fn add_assign(&mut self, other: Self) { $(self.$name += other.$name;)* }
        }
    };
}

figures! {
    seeds kills terminations stops cuts holds slow away floods removals bans leaves mutes raises by_role doors connections replays reloads closed_as_slow
    messages edits deletions acknowledged duplicates refused events counts
    lost doubled gaps order unknown state unread access surprises
}

impl Figures {
    /// Adds the findings of a run.
    pub fn count(&mut self, findings: &[Finding]) {
        for finding in findings {
            *match finding.kind {
                Kind::Lost => &mut self.lost,
                Kind::Doubled => &mut self.doubled,
                Kind::Gap => &mut self.gaps,
                Kind::Order => &mut self.order,
                Kind::Unknown => &mut self.unknown,
                Kind::State => &mut self.state,
                Kind::Unread => &mut self.unread,
                Kind::Access => &mut self.access,
                Kind::Surprise => &mut self.surprises,
            } += 1;
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seeds,
            kills,
            terminations,
            stops,
            cuts,
            holds,
            slow,
            away,
            floods,
            ..
        } = self;
        writeln!(
            f,
            "{seeds} seeds: {kills} kills, {terminations} terminations, {stops} stops, {cuts} links cut, {holds} held, \
             {slow} slow readers, {away} times offline, {floods} floods"
        )?;
        let Self {
            removals,
            bans,
            leaves,
            mutes,
            raises,
            by_role,
            doors,
            ..
        } = self;
        writeln!(
            f,
            "{removals} removed, {bans} banned, {leaves} left, {mutes} muted; {doors} times refused at the door; {raises} \
             made moderators, {by_role} times acknowledged what only these may"
        )?;
        let Self {
            connections,
            replays,
            reloads,
            closed_as_slow,
            events,
            counts,
            ..
        } = self;
        writeln!(
            f,
            "{connections} connections, {replays} replays, {reloads} reloads, {closed_as_slow} closed as too slow, \
             {events} events and {counts} counts compared"
        )?;
        let Self {
            messages,
            edits,
            deletions,
            acknowledged,
            duplicates,
            refused,
            ..
        } = self;
        writeln!(
            f,
            "{messages} messages, {edits} edits, {deletions} deletions; {acknowledged} acknowledged, {duplicates} of \
             them twice, {refused} refused"
        )?;
        let Self {
            lost,
            doubled,
            gaps,
            order,
            unknown,
            state,
            unread,
            access,
            surprises,
            ..
        } = self;
        write!(
            f,
            "{lost} lost, {doubled} doubled, {gaps} gaps, {order} out of order, {unknown} unknown, {state} wrong \
             states, {unread} wrong counts, {access} let through, {surprises} surprises"
        )
    }
}
