//! The matrix: every status with every command, against `product.md`, "A ticket's life".

use std::fmt::Write;

use expect_test::{Expect, expect};

use super::{BILLING, Play, shown};
use crate::domain::{Effect, PickFailure, Rejection};

/// Each row starts anew from its status, at a time when every timer is due.
const A_DAY_LATER: u64 = 25 * 60;

type Row = (&'static str, fn(&mut Play) -> Result<Vec<Effect>, Rejection>);

const ROWS: [Row; 24] = [
    ("request", |play| play.asks("t-2", None)),
    ("request, no app", |play| play.opens(&play.sent_back())),
    ("turn on, Lee", |play| play.opens(&play.turn_on("t-2", "Lee"))),
    ("pick, Lee", |play| play.does(&play.pick("Lee"))),
    ("pick, May", |play| play.does(&play.pick("May"))),
    ("pick failed", |play| {
        let error = "user_is_restricted".to_owned();
        play.does(&play.pick_fails(PickFailure::NotInvited { error }))
    }),
    ("joined", |play| play.does(&play.joins())),
    ("end, May", |play| play.does(&play.end("May"))),
    ("end, Lee", |play| play.does(&play.end("Lee"))),
    ("end, Pia", |play| play.does(&play.end("Pia"))),
    ("end, Ada", |play| play.does(&play.end("Ada"))),
    ("transfer, May", |play| play.does(&play.transfer("May", BILLING))),
    ("transfer, Lee", |play| play.does(&play.transfer("Lee", BILLING))),
    ("return", |play| play.does(&play.comes_back(false))),
    ("return, May gone", |play| play.does(&play.comes_back(true))),
    ("take back, May", |play| play.does(&play.take_back("May"))),
    ("release, May", |play| play.does(&play.release("May"))),
    ("take over, May", |play| play.does(&play.take_over("May"))),
    ("take over, Lee", |play| play.does(&play.take_over("Lee"))),
    ("withdraw", |play| play.does(&play.withdraw())),
    ("uninstall", |play| play.does(&play.uninstall())),
    ("call here", |play| play.does(&play.call_here())),
    ("unanswered", |play| play.does(&play.unanswered())),
    ("idle", |play| play.does(&play.idle(None))),
];

fn line(start: &Play, name: &str, row: fn(&mut Play) -> Result<Vec<Effect>, Rejection>) -> String {
    let mut play = start.clone();
    match row(&mut play) {
        Ok(effects) => {
            let status = shown::status(&play.conversation);
            format!("  {name:<17} {status}\n{:<22}{}", "", shown::effects(&effects))
        }
        Err(rejection) => {
            assert_eq!(play.conversation, start.conversation, "a rejection changes nothing");
            format!("  {name:<17} - {}", shown::rejection(&rejection))
        }
    }
}

#[test]
fn every_status_with_every_command() {
    let starts = [
        ("no ticket", Play::new()),
        ("Pending(queue)", Play::asked()),
        ("Pending(transfer)", Play::transferred()),
        ("Active(invited)", Play::picked()),
        ("Active(joined)", Play::joined()),
        ("Closed", Play::ended()),
    ];
    let mut matrix = String::new();
    for (name, start) in starts {
        let start = start.at(A_DAY_LATER);
        writeln!(matrix, "{name}: {}", shown::status(&start.conversation)).unwrap();
        for (name, row) in ROWS {
            writeln!(matrix, "{}", line(&start, name, row)).unwrap();
        }
    }
    MATRIX.assert_eq(&matrix);
}

static MATRIX: Expect = expect![[r#"
    no ticket: no ticket
      request           Pending(Support)
                          post card 1, look up customer, customer: RequestReceived, CallHere at 1505min, Unanswered at 1515min
      request, no app   no ticket
                          live chat False, live chat again at 1500min
      turn on, Lee      - refused: NotAllowed
      pick, Lee         - past: no ticket
      pick, May         - past: no ticket
      pick failed       - past: no ticket
      joined            - past: no ticket
      end, May          - past: no ticket
      end, Lee          - past: no ticket
      end, Pia          - past: no ticket
      end, Ada          - past: no ticket
      transfer, May     - past: no ticket
      transfer, Lee     - past: no ticket
      return            - past: no ticket
      return, May gone  - past: no ticket
      take back, May    - past: no ticket
      release, May      - past: no ticket
      take over, May    - past: no ticket
      take over, Lee    - past: no ticket
      withdraw          - past: no ticket
      uninstall         - past: no ticket
      call here         - past: no ticket
      unanswered        - past: no ticket
      idle              - past: no ticket
    Pending(queue): Pending(Support)
      request           Pending(Support)
                          C-SUPPORT: asked again
      request, no app   Closed(uninstalled)
                          card 1, live chat False, live chat again at 1500min, customer: Ended, end node
      turn on, Lee      - already open: waits in Support since 0min
      pick, Lee         Active(Lee invited, picked)
                          open inbox, invite Lee, card 1
      pick, May         Active(May invited, picked)
                          open inbox, invite May, card 1
      pick failed       - past: waits in Support since 0min
      joined            - past: waits in Support since 0min
      end, May          - refused: NotAllowed
      end, Lee          - refused: NotAllowed
      end, Pia          Closed(ended by Pia)
                          card 1, live chat False, customer: Ended, end node
      end, Ada          Closed(ended by Ada)
                          card 1, live chat False, customer: Ended, end node
      transfer, May     - nothing to move: waits in Support since 0min
      transfer, Lee     - nothing to move: waits in Support since 0min
      return            - past: waits in Support since 0min
      return, May gone  - past: waits in Support since 0min
      take back, May    - nothing to move: waits in Support since 0min
      release, May      - nothing to move: waits in Support since 0min
      take over, May    - nothing to move: waits in Support since 0min
      take over, Lee    - nothing to move: waits in Support since 0min
      withdraw          Closed(withdrawn)
                          card 1, live chat False
      uninstall         Closed(uninstalled)
                          card 1, live chat False, live chat again at 1500min, customer: Ended, end node
      call here         Pending(Support)
                          C-SUPPORT: <!here>
      unanswered        Closed(unanswered)
                          card 1, live chat False, customer: NobodyAvailable
      idle              - past: waits in Support since 0min
    Pending(transfer): Pending(Billing, transfer, May answers)
      request           Pending(Billing, transfer, May answers)
                          C-BILLING: asked again
      request, no app   Closed(uninstalled)
                          card 2, card 1, live chat False, live chat card, live chat again at 1500min, customer: Ended, end node, EndedInbox at 21660min
      turn on, Lee      - already open: waits in Billing since 3min, May answers
      pick, Lee         Active(Lee invited, picked May's transfer)
                          open inbox, invite Lee, card 2, card 1
      pick, May         Active(May joined, taken back by May)
                          card 2, card 1, live chat card, inbox: taken back by May, back with May, AskKeepOpen at 2880min, Idle at 2940min
      pick failed       - past: waits in Billing since 3min, May answers
      joined            - past: waits in Billing since 3min, May answers
      end, May          Closed(ended by May)
                          card 2, card 1, live chat False, live chat card, inbox: ended by May, customer: Ended, end node, EndedInbox at 21660min
      end, Lee          - refused: NotAllowed
      end, Pia          Closed(ended by Pia)
                          card 2, card 1, live chat False, live chat card, inbox: ended by Pia, customer: Ended, end node, EndedInbox at 21660min
      end, Ada          Closed(ended by Ada)
                          card 2, card 1, live chat False, live chat card, inbox: ended by Ada, customer: Ended, end node, EndedInbox at 21660min
      transfer, May     - transfer waits: waits in Billing since 3min, May answers
      transfer, Lee     - transfer waits: waits in Billing since 3min, May answers
      return            Active(May joined, back from Billing)
                          card 2, card 1, live chat card, inbox: not picked in Billing, back with May, AskKeepOpen at 2880min, Idle at 2940min
      return, May gone  Pending(Support, May gone)
                          post card 3, card 1, card 2, live chat card, inbox: May gone, waits in Support, CallHere at 1505min, Unanswered at 1515min
      take back, May    Active(May joined, taken back by May)
                          card 2, card 1, live chat card, inbox: taken back by May, back with May, AskKeepOpen at 2880min, Idle at 2940min
      release, May      - transfer waits: waits in Billing since 3min, May answers
      take over, May    - transfer waits: waits in Billing since 3min, May answers
      take over, Lee    - transfer waits: waits in Billing since 3min, May answers
      withdraw          Closed(withdrawn)
                          card 2, card 1, live chat False, live chat card, inbox: withdrawn, customer: Ended, EndedInbox at 21660min
      uninstall         Closed(uninstalled)
                          card 2, card 1, live chat False, live chat card, live chat again at 1500min, customer: Ended, end node, EndedInbox at 21660min
      call here         Pending(Billing, transfer, May answers)
                          C-BILLING: <!here>
      unanswered        - past: waits in Billing since 3min, May answers
      idle              - past: waits in Billing since 3min, May answers
    Active(invited): Active(May invited, picked)
      request           Active(May invited, picked)
                          C-SUPPORT: asked again
      request, no app   Closed(uninstalled)
                          card 1, live chat False, live chat again at 1500min, customer: Ended, end node
      turn on, Lee      - already open: May since 1min, picked
      pick, Lee         - someone has it: May since 1min, picked
      pick, May         - you have it: May since 1min, picked
      pick failed       Pending(Support)
                          to May: pick failed, user_is_restricted, card 1, CallHere at 5min, Unanswered at 15min
      joined            Active(May joined, picked)
                          post live chat card, before you joined, customer: Picked, invite group, to May: it's yours, live chat True, card 1, AskKeepOpen at 2880min, Idle at 2940min
      end, May          Closed(ended by May)
                          card 1, live chat False, customer: Ended, end node
      end, Lee          - refused: NotAllowed
      end, Pia          - refused: PendingOnly
      end, Ada          Closed(ended by Ada)
                          card 1, live chat False, customer: Ended, end node, to May: closed before you joined
      transfer, May     - still opening: May since 1min, picked
      transfer, Lee     - still opening: May since 1min, picked
      return            - past: May since 1min, picked
      return, May gone  - past: May since 1min, picked
      take back, May    - you have it: May since 1min, picked
      release, May      Pending(Support, released by May)
                          post card 2, card 1, CallHere at 1505min, Unanswered at 1515min
      take over, May    - you have it: May since 1min, picked
      take over, Lee    - still opening: May since 1min, picked
      withdraw          Closed(withdrawn)
                          card 1, live chat False, to May: closed before you joined
      uninstall         Closed(uninstalled)
                          card 1, live chat False, live chat again at 1500min, customer: Ended, end node
      call here         - past: May since 1min, picked
      unanswered        - past: May since 1min, picked
      idle              - past: May since 1min, picked
    Active(joined): Active(May joined, picked)
      request           Active(May joined, picked)
                          C-SUPPORT: asked again
      request, no app   Closed(uninstalled)
                          card 1, live chat False, live chat card, live chat again at 1500min, customer: Ended, end node, EndedInbox at 21660min
      turn on, Lee      - already open: May since 1min, picked
      pick, Lee         - someone has it: May since 1min, picked
      pick, May         - you have it: May since 1min, picked
      pick failed       - past: May since 1min, picked
      joined            - past: May since 1min, picked
      end, May          Closed(ended by May)
                          card 1, live chat False, live chat card, inbox: ended by May, customer: Ended, end node, EndedInbox at 21660min
      end, Lee          - refused: NotAllowed
      end, Pia          - refused: PendingOnly
      end, Ada          Closed(ended by Ada)
                          card 1, live chat False, live chat card, inbox: ended by Ada, customer: Ended, end node, EndedInbox at 21660min
      transfer, May     Pending(Billing, transfer, May answers)
                          post card 2, card 1, live chat card, inbox: transferred by May to Billing, May answers, customer: Transferred, CallHere at 1505min, Return at 1530min
      transfer, Lee     - refused: NotAllowed
      return            - past: May since 1min, picked
      return, May gone  - past: May since 1min, picked
      take back, May    - you have it: May since 1min, picked
      release, May      Pending(Support, released by May)
                          post card 2, card 1, live chat card, inbox: released by May, waits in Support, CallHere at 1505min, Unanswered at 1515min
      take over, May    - you have it: May since 1min, picked
      take over, Lee    Active(Lee joined, took over from May)
                          card 1, live chat card, inbox: Lee took over from May, to May: Lee took over, AskKeepOpen at 2880min, Idle at 2940min
      withdraw          Closed(withdrawn)
                          card 1, live chat False, live chat card, inbox: withdrawn, customer: Ended, EndedInbox at 21660min
      uninstall         Closed(uninstalled)
                          card 1, live chat False, live chat card, live chat again at 1500min, customer: Ended, end node, EndedInbox at 21660min
      call here         - past: May since 1min, picked
      unanswered        - past: May since 1min, picked
      idle              Closed(idle)
                          card 1, live chat False, live chat card, inbox: idle, customer: Ended, end node, EndedInbox at 21660min
    Closed: Closed(ended by May)
      request           Pending(Support)
                          post card 1, look up customer, customer: RequestReceived, live chat True, CallHere at 1505min, Unanswered at 1515min
      request, no app   Closed(ended by May)
                          live chat False, live chat again at 1500min
      turn on, Lee      Active(Lee joined, turned on)
                          post live chat card, before you joined, AskKeepOpen at 2880min, Idle at 2940min, look up customer, live chat True
      pick, Lee         - closed: Closed(ended by May) at 5min
      pick, May         - closed: Closed(ended by May) at 5min
      pick failed       - closed: Closed(ended by May) at 5min
      joined            - closed: Closed(ended by May) at 5min
      end, May          - closed: Closed(ended by May) at 5min
      end, Lee          - closed: Closed(ended by May) at 5min
      end, Pia          - closed: Closed(ended by May) at 5min
      end, Ada          - closed: Closed(ended by May) at 5min
      transfer, May     - closed: Closed(ended by May) at 5min
      transfer, Lee     - closed: Closed(ended by May) at 5min
      return            - closed: Closed(ended by May) at 5min
      return, May gone  - closed: Closed(ended by May) at 5min
      take back, May    - closed: Closed(ended by May) at 5min
      release, May      - closed: Closed(ended by May) at 5min
      take over, May    - closed: Closed(ended by May) at 5min
      take over, Lee    - closed: Closed(ended by May) at 5min
      withdraw          - closed: Closed(ended by May) at 5min
      uninstall         - closed: Closed(ended by May) at 5min
      call here         - closed: Closed(ended by May) at 5min
      unanswered        - closed: Closed(ended by May) at 5min
      idle              - closed: Closed(ended by May) at 5min
"#]];
