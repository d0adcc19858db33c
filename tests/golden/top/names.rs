//! `names`, compiled from names.weir by weir 0.1.0.
//!
//! Names that generated code has for itself, and names that differ only in their case.
//! Generated: change the pipeline, not this file.

#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]

use weir_runtime::prelude::*;

static DESCRIPTION: Description = Description {
    name: "names",
    weir: "0.1.0",
    manifest: "",
    explain: "",
    explain_json: "",
    params: &[],
    sources: &["script"],
    sinks: &["stdout", "blackhole", "blackhole.2"],
    steps: &[
        "windows",
        "own_best",
        "marks",
        "fooBar",
        "foo_bar",
        "best_counts",
        "sliding",
        "default",
        "script_arm0",
        "table",
    ],
    late_dropped: &[0usize, 4usize, 8usize, 9usize],
};
fn main() -> ExitCode {
    weir_runtime::main::<Program>(&DESCRIPTION)
}

/// The pipeline's parameters, fixed when the job starts.
struct Params {}
/// What all workers share.
struct Shared {
    params: &'static Params,
    script_step: ScriptStepShared,
    stdout: StdoutShared,
    blackhole: BlackholeShared,
    blackhole_2: Blackhole2Shared,
}

struct Program;
impl Job for Program {
    type Shared = Shared;
    type Worker = Subtask;
    #[cold]
    fn prepare(setup: &mut Setup<'_>) -> Result<Shared> {
        let params = Params {};
        let scratch = Scratch::new();
        let cx = SettingCx { scratch: &scratch };
        let script_step = ScriptStepShared::Arm0(ScriptStepArm0Shared {
            rows: 1000i64,
            rate: 100i64,
            lag: 1000000i64,
            dealing: Dealing::default(),
        });
        let stdout = StdoutShared::Arm0(weir_stdout::Sink::create(setup, 0usize, b"")?);
        let blackhole = BlackholeShared::Arm0(
            weir_blackhole::Sink::create(setup, 1usize)?,
        );
        let blackhole_2 = Blackhole2Shared::Arm0(
            weir_blackhole::Sink::create(setup, 2usize)?,
        );
        Ok(Shared {
            script_step,
            stdout,
            blackhole,
            blackhole_2,
            params: Box::leak(Box::new(params)),
        })
    }
    fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
        Subtask::new(shared, setup)
    }
    fn finish(shared: &Shared) -> Result<()> {
        weir_runtime::sink::commit_all(
            &[
                shared.stdout.output(),
                shared.blackhole.output(),
                shared.blackhole_2.output(),
            ],
        )
    }
    fn discard(shared: &Shared) {
        weir_runtime::sink::discard_all(
            &[
                shared.stdout.output(),
                shared.blackhole.output(),
                shared.blackhole_2.output(),
            ],
        );
    }
}

/// One worker's share of the job: what it reads, and the nodes, each inside the one before it.
struct Subtask {
    script_step_input: ScriptStepInput,
    script_step: ScriptStep,
}

impl Subtask {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
        Ok(Subtask {
            script_step_input: ScriptStepInput::new(
                &shared.script_step,
                shared.params,
                setup,
            )?,
            script_step: ScriptStep::new(shared, setup)?,
        })
    }
}

impl Worker for Subtask {
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>) {
        self.script_step.start(cx, &mut self.script_step_input);
    }
    fn round(&mut self, cx: Cx<'_>) -> Round {
        let mut rounds = Rounds::new();
        while !(cx.failed()) {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .table_step
                .exchange
                .receive() else { break };
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .table_step
                .batch(cx, &batch);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .table_step
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .exchange
                .receive() else { break };
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .batch(cx, &batch);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()) {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .receive() else { break };
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .batch(cx, &batch);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .blocked())
        {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .receive() else { break };
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .batch(cx, &batch);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .blocked())
        {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .exchange
                .receive() else { break };
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .batch(cx, &batch);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .blocked())
        {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .exchange
                .receive() else { break };
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .batch(cx, &batch);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .blocked())
        {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .exchange
                .receive() else { break };
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .batch(cx, &batch);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .blocked())
        {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .exchange
                .receive() else { break };
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .batch(cx, &batch);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .blocked())
        {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .exchange
                .receive() else { break };
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .batch(cx, &batch);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .blocked())
        {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .exchange
                .receive() else { break };
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .batch(cx, &batch);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .exchange
                .recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .blocked())
        {
            let Some(batch) = self
                .script_step
                .windows_step
                .own_best_step
                .exchange
                .receive() else { break };
            self.script_step.windows_step.own_best_step.batch(cx, &batch);
            self.script_step.windows_step.own_best_step.exchange.recycle(batch);
            rounds.worked();
        }
        while !(cx.failed()
            || self.script_step.windows_step.own_best_step.exchange.blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .blocked()
            || self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .blocked())
        {
            let Some(batch) = self.script_step.windows_step.exchange.receive() else {
                break
            };
            self.script_step.windows_step.batch(cx, &batch);
            self.script_step.windows_step.exchange.recycle(batch);
            rounds.worked();
        }
        if cx.started()
            && !self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .table_step
                .exchange
                .blocked()
            && !self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .exchange
                .blocked()
            && !self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .exchange
                .blocked()
            && !self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .exchange
                .blocked()
            && !self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .exchange
                .blocked()
            && !self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .exchange
                .blocked()
            && !self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .exchange
                .blocked()
            && !self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .exchange
                .blocked()
            && !self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .exchange
                .blocked()
            && !self
                .script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .exchange
                .blocked()
            && !self.script_step.windows_step.own_best_step.exchange.blocked()
            && !self.script_step.windows_step.exchange.blocked()
        {
            rounds.add(self.script_step.poll(cx, &mut self.script_step_input));
        } else {
            rounds.open();
        }
        if rounds.dry() || cx.flush_is_due() {
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .table_step
                .stdout
                .flush(cx);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .table_step
                .stdout
                .blackhole
                .flush(cx);
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .table_step
                .stdout
                .blackhole
                .blackhole_2
                .flush(cx);
        }
        self.script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .default_aggregate
            .default
            .script_arm0
            .table_step
            .exchange
            .end_round(&mut rounds);
        if self
            .script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .default_aggregate
            .default
            .script_arm0
            .windows
            .is_large()
        {
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .best_counts_step
                .sliding_aggregate
                .sliding
                .default_aggregate
                .default
                .script_arm0
                .exchange
                .stage();
        }
        self.script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .default_aggregate
            .default
            .script_arm0
            .exchange
            .end_round(&mut rounds);
        self.script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .default_aggregate
            .default
            .exchange
            .end_round(&mut rounds);
        self.script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .default_aggregate
            .exchange
            .end_round(&mut rounds);
        self.script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .exchange
            .end_round(&mut rounds);
        self.script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .exchange
            .end_round(&mut rounds);
        self.script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .exchange
            .end_round(&mut rounds);
        if self
            .script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .windows
            .is_large()
        {
            self.script_step
                .windows_step
                .own_best_step
                .marks_aggregate
                .marks_step
                .foo_bar
                .exchange
                .stage();
        }
        self.script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .exchange
            .end_round(&mut rounds);
        self.script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .exchange
            .end_round(&mut rounds);
        self.script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .exchange
            .end_round(&mut rounds);
        self.script_step.windows_step.own_best_step.exchange.end_round(&mut rounds);
        if self.script_step.windows_step.windows.is_large() {
            self.script_step.windows_step.exchange.stage();
        }
        self.script_step.windows_step.exchange.end_round(&mut rounds);
        rounds.end()
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, stats: &mut StatsSink) {
        self.script_step_input.stats(0usize, stats);
        let (rows, bytes) = self
            .script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .default_aggregate
            .default
            .script_arm0
            .table_step
            .stdout
            .counts();
        stats.sink(0usize, rows, bytes, 0);
        let (rows, bytes) = self
            .script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .default_aggregate
            .default
            .script_arm0
            .table_step
            .stdout
            .blackhole
            .counts();
        stats.sink(1usize, rows, bytes, 0);
        let (rows, bytes) = self
            .script_step
            .windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .default_aggregate
            .default
            .script_arm0
            .table_step
            .stdout
            .blackhole
            .blackhole_2
            .counts();
        stats.sink(2usize, rows, bytes, 0);
        stats.step(0usize, self.script_step.windows_counts);
        stats.step(8usize, self.script_step.script_arm0_counts);
        stats.step(9usize, self.script_step.table_counts);
        stats.step(0usize, self.script_step.windows_step.windows_counts);
        stats.step(1usize, self.script_step.windows_step.own_best_counts);
        stats.watermark(self.script_step.windows_step.marks.least());
        stats
            .step(
                0usize,
                StepCounts {
                    state_bytes: self.script_step.windows_step.windows.size_bytes()
                        as u64,
                    keys: self.script_step.windows_step.windows.len() as u64,
                    ..StepCounts::default()
                },
            );
        stats.step(1usize, self.script_step.windows_step.own_best_step.own_best_counts);
        stats.step(2usize, self.script_step.windows_step.own_best_step.marks_counts);
        stats.watermark(self.script_step.windows_step.own_best_step.marks.least());
        stats
            .step(
                1usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .windows
                        .size_bytes() as u64,
                    keys: self.script_step.windows_step.own_best_step.windows.len()
                        as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .watermark(
                self.script_step.windows_step.own_best_step.marks_aggregate.marks.least(),
            );
        stats
            .step(
                2usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                2usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .marks_counts,
            );
        stats
            .step(
                3usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar_counts,
            );
        stats
            .step(
                4usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar_2_counts,
            );
        stats
            .watermark(
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .marks
                    .least(),
            );
        stats
            .step(
                2usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                4usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .foo_bar_2_counts,
            );
        stats
            .step(
                5usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_counts,
            );
        stats
            .watermark(
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .marks
                    .least(),
            );
        stats
            .step(
                4usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                5usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .best_counts_counts,
            );
        stats
            .step(
                6usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_counts,
            );
        stats
            .watermark(
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .marks
                    .least(),
            );
        stats
            .step(
                5usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .watermark(
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .marks
                    .least(),
            );
        stats
            .step(
                6usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                6usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .sliding
                    .sliding_counts,
            );
        stats
            .step(
                7usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .sliding
                    .default_counts,
            );
        stats
            .watermark(
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .sliding
                    .marks
                    .least(),
            );
        stats
            .step(
                6usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .watermark(
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .sliding
                    .default_aggregate
                    .marks
                    .least(),
            );
        stats
            .step(
                7usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .default_aggregate
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .default_aggregate
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                7usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .sliding
                    .default_aggregate
                    .default
                    .default_counts,
            );
        stats
            .watermark(
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .sliding
                    .default_aggregate
                    .default
                    .marks
                    .least(),
            );
        stats
            .step(
                7usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .default_aggregate
                        .default
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .default_aggregate
                        .default
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                8usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .sliding
                    .default_aggregate
                    .default
                    .script_arm0
                    .script_arm0_counts,
            );
        stats
            .watermark(
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .sliding
                    .default_aggregate
                    .default
                    .script_arm0
                    .marks
                    .least(),
            );
        stats
            .step(
                8usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .default_aggregate
                        .default
                        .script_arm0
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .default_aggregate
                        .default
                        .script_arm0
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
        stats
            .step(
                9usize,
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .sliding
                    .default_aggregate
                    .default
                    .script_arm0
                    .table_step
                    .table_counts,
            );
        stats
            .watermark(
                self
                    .script_step
                    .windows_step
                    .own_best_step
                    .marks_aggregate
                    .marks_step
                    .foo_bar
                    .best_counts_step
                    .sliding_aggregate
                    .sliding
                    .default_aggregate
                    .default
                    .script_arm0
                    .table_step
                    .marks
                    .least(),
            );
        stats
            .step(
                9usize,
                StepCounts {
                    state_bytes: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .default_aggregate
                        .default
                        .script_arm0
                        .table_step
                        .windows
                        .size_bytes() as u64,
                    keys: self
                        .script_step
                        .windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .default_aggregate
                        .default
                        .script_arm0
                        .table_step
                        .windows
                        .len() as u64,
                    ..StepCounts::default()
                },
            );
    }
}

struct ScriptStepArm0Shared {
    rows: i64,
    rate: i64,
    lag: i64,
    dealing: Dealing,
}

struct ScriptStepArm0 {
    numbers: weir_generate::Numbers,
    clock: Clock,
}

impl ScriptStepArm0 {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &ScriptStepArm0Shared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let numbers = weir_generate::Numbers::new(
                weir_generate::NumbersSpec {
                    rows: shared.rows,
                    rate: shared.rate,
                    spread: Spread::One,
                    me: setup.me,
                },
                &shared.dealing,
            )
            .map_err(|error| error.step("script"))?;
        Ok(Self {
            numbers,
            clock: Clock::new(
                shared.lag,
                &[
                    Lattice { step: 2000000, phase: 0 },
                    Lattice {
                        step: 10000000,
                        phase: 0,
                    },
                    Lattice {
                        step: 20000000,
                        phase: 0,
                    },
                ],
            ),
        })
    }
    fn is_empty(&self) -> bool {
        self.numbers.ended()
    }
    fn is_endless(&self) -> bool {
        self.numbers.is_endless()
    }
}

/// What all workers share of the source.
enum ScriptStepShared {
    Arm0(ScriptStepArm0Shared),
}

/// What one worker reads.
struct ScriptStepInput {
    arm: ScriptStepArm,
    ended: bool,
    rows: u64,
    bytes: u64,
    errors: u64,
}

enum ScriptStepArm {
    Arm0(ScriptStepArm0),
}

impl ScriptStepInput {
    #[cold]
    #[inline(never)]
    fn new(
        shared: &ScriptStepShared,
        params: &'static Params,
        setup: &WorkerSetup,
    ) -> Result<Self> {
        let arm = match shared {
            ScriptStepShared::Arm0(shared) => {
                ScriptStepArm::Arm0(ScriptStepArm0::new(shared, params, setup)?)
            }
        };
        Ok(Self {
            arm,
            ended: false,
            rows: 0,
            bytes: 0,
            errors: 0,
        })
    }
    #[cold]
    #[inline(never)]
    fn stats(&self, index: usize, stats: &mut StatsSink) {
        stats.source(index, self.rows, self.bytes, self.errors);
    }
}

///`script`: `script`
struct ScriptStep {
    windows_counts: StepCounts,
    script_arm0_counts: StepCounts,
    table_counts: StepCounts,
    windows_step: WindowsStep,
}

impl ScriptStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            windows_counts: StepCounts::default(),
            script_arm0_counts: StepCounts::default(),
            table_counts: StepCounts::default(),
            windows_step: WindowsStep::new(shared, setup)?,
        })
    }
    #[inline(never)]
    fn poll_arm0(
        &mut self,
        cx: Cx<'_>,
        arm: &mut ScriptStepArm0,
        rows: &mut u64,
        bytes: &mut u64,
        errors: &mut u64,
    ) -> Polled {
        for made in 0..QUANTUM_ROWS {
            let number = match arm.numbers.next() {
                weir_generate::Next::Number(number) => number,
                weir_generate::Next::Later => {
                    *rows += made;
                    return if made == 0 { Polled::Idle } else { Polled::Rows };
                }
                weir_generate::Next::Ended => {
                    *rows += made;
                    return Polled::Ended;
                }
            };
            'row: {
                let Some(result) = 1000000i64.checked_mul(number) else {
                    record_failed(
                        cx,
                        "script",
                        "script",
                        row_place(cx, number),
                        Failure::Overflow,
                        &[],
                    );
                    break 'row;
                };
                let Some(result_2) = 1577836800000000i64.checked_add(result) else {
                    record_failed(
                        cx,
                        "script",
                        "script",
                        row_place(cx, number),
                        Failure::Overflow,
                        &[],
                    );
                    break 'row;
                };
                let t = result_2;
                let event_time = t;
                if let Some(watermark) = arm.clock.tick(event_time) {
                    self.forward(cx, Control::Watermark(watermark));
                }
                let k = number % 7i64;
                'branch_1: {
                    self.windows_counts.rows_in += 1;
                    self.windows_step
                        .row(
                            cx,
                            WindowsStepRow {
                                k: k,
                                time: event_time,
                            },
                        );
                }
                'branch_2: {
                    self.script_arm0_counts.rows_in += 1;
                    // |> where k > 2
                    if !(k > 2i64) {
                        break 'branch_2;
                    }
                    self.windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .default_aggregate
                        .default
                        .script_arm0
                        .row(
                            cx,
                            ScriptArm0StepRow {
                                k: k,
                                time: event_time,
                            },
                        );
                }
                'branch_3: {
                    self.table_counts.rows_in += 1;
                    self.windows_step
                        .own_best_step
                        .marks_aggregate
                        .marks_step
                        .foo_bar
                        .best_counts_step
                        .sliding_aggregate
                        .sliding
                        .default_aggregate
                        .default
                        .script_arm0
                        .table_step
                        .row(cx, TableStepRow { time: event_time });
                }
            }
        }
        *rows += QUANTUM_ROWS;
        Polled::Rows
    }
    /// What has nothing to read on this worker says so before any row is read.
    #[inline(never)]
    fn start(&mut self, cx: Cx<'_>, input: &mut ScriptStepInput) {
        let empty = match &input.arm {
            ScriptStepArm::Arm0(arm) => arm.is_empty(),
        };
        if empty {
            input.ended = true;
            self.forward(cx, Control::End);
        }
    }
    /// Reads for a quantum.
    #[inline(never)]
    fn poll(&mut self, cx: Cx<'_>, input: &mut ScriptStepInput) -> Polled {
        if input.ended || cx.failed() {
            return Polled::Ended;
        }
        if cx.stopping() {
            let endless = match &input.arm {
                ScriptStepArm::Arm0(arm) => arm.is_endless(),
            };
            if !endless {
                cx.cut_short();
            }
            input.ended = true;
            self.forward(cx, Control::Stop);
            return Polled::Ended;
        }
        let polled = match &mut input.arm {
            ScriptStepArm::Arm0(arm) => {
                self.poll_arm0(
                    cx,
                    arm,
                    &mut input.rows,
                    &mut input.bytes,
                    &mut input.errors,
                )
            }
        };
        if polled == Polled::Ended && !cx.failed() {
            input.ended = true;
            self.forward(cx, Control::End);
        }
        polled
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.windows_step.upstream(cx, control);
        self.windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .default_aggregate
            .default
            .script_arm0
            .upstream(cx, control);
        self.windows_step
            .own_best_step
            .marks_aggregate
            .marks_step
            .foo_bar
            .best_counts_step
            .sliding_aggregate
            .sliding
            .default_aggregate
            .default
            .script_arm0
            .table_step
            .upstream(cx, control);
    }
}

///A row on its way into `windows`.
#[derive(Clone, Copy)]
struct WindowsStepRow {
    k: i64,
    time: i64,
}

///What `windows` groups by.
#[derive(Clone, Copy)]
struct WindowsStepKey {
    k: i64,
}

impl TableKey for WindowsStepKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `windows`.
#[derive(Clone, Copy)]
struct WindowsStepGroup {
    n: i64,
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct WindowsStepPartial {
    time: i64,
    key: WindowsStepKey,
    group: WindowsStepGroup,
}

impl WindowsStepGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        self.n += from.n;
    }
}

///`windows`: `aggregate by k { n: count() }`
struct WindowsStep {
    exchange: Exchange<WindowsStepRow, WindowsStepPartial>,
    combining: Combining<WindowsStepPartial>,
    marks: Marks,
    windows: Windows<WindowsStepKey, WindowsStepGroup>,
    windows_counts: StepCounts,
    own_best_counts: StepCounts,
    own_best_step: OwnBestStep,
}

impl WindowsStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(0usize),
            combining: Combining::new(
                WindowSpec {
                    size: 10000000,
                    step: 10000000,
                    offset: 0,
                    lateness: 0,
                },
                setup.workers,
            ),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 10000000,
                step: 10000000,
                offset: 0,
                lateness: 0,
            }),
            windows_counts: StepCounts::default(),
            own_best_counts: StepCounts::default(),
            own_best_step: OwnBestStep::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: WindowsStepRow) {
        let hash = hash_i64(row.k);
        if !self.combining.is_on() {
            self.combining.single();
            if self.exchange.alone() {
                self.apply(cx, hash, row);
            } else {
                self.exchange.push(self.exchange.target(hash), |_| row);
            }
            return;
        }
        let at = place_of_int(row.k);
        let (place, slice, heap) = self.combining.place(at, row.time);
        let fits = place
            .as_ref()
            .is_some_and(|partial| {
                let key = &partial.key;
                key.k == row.k && slice.holds(partial.time)
            });
        if fits && let Some(partial) = place {
            let group = &mut partial.group;
            group.n += 1;
        } else {
            let mut partial = WindowsStepPartial {
                time: row.time,
                key: WindowsStepKey { k: row.k },
                group: WindowsStepGroup { n: 0 },
            };
            let group = &mut partial.group;
            group.n += 1;
            self.displace(at, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: WindowsStepPartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &WindowsStepPartial) {
        let key = &partial.key;
        let hash = hash_i64(key.k);
        if self.exchange.alone() {
            self.merge(hash, partial);
        } else {
            self.exchange.push_group(self.exchange.target(hash), |_| *partial);
        }
        self.combining.passed();
    }
    /// Sends all that was combined.
    fn pass_all(&mut self) {
        while let Some(partial) = self.combining.take() {
            self.pass(&partial);
        }
    }
    /// A control message from the node before: what was combined goes ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        self.pass_all();
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<WindowsStepRow, WindowsStepPartial>) {
        self.windows.judge(self.marks.mark(batch.from));
        if batch.has_groups() {
            return self.groups(cx, batch);
        }
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = self.windows.is_far_for_rows();
                    self.apply_rows(cx, batch.heap(), rows, is_far);
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Rows that belong here. Where state `is_far`, what a row needs of memory is asked for while rows before it are applied.
    #[inline(never)]
    fn apply_rows(
        &mut self,
        cx: Cx<'_>,
        heap: &Heap,
        rows: &[WindowsStepRow],
        is_far: bool,
    ) {
        let ahead = if is_far { 2 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = self.windows.latest() {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
                self.apply(cx, hash, *row);
            }
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn groups(&mut self, cx: Cx<'_>, batch: &Batch<WindowsStepRow, WindowsStepPartial>) {
        for part in batch.group_parts() {
            match part {
                Part::Rows(partials) if self.windows.is_far() => {
                    partials
                        .chunks(AHEAD)
                        .for_each(|partials| self.merge_ahead(partials));
                }
                Part::Rows(partials) => {
                    for partial in partials {
                        let key = &partial.key;
                        self.merge(hash_i64(key.k), partial);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Partial groups whose own groups are asked for before the first of them is merged: the misses overlap.
    #[inline(never)]
    fn merge_ahead(&mut self, partials: &[WindowsStepPartial]) {
        let mut hashes = [0; AHEAD];
        for (partial, slot) in partials.iter().zip(&mut hashes) {
            let key = &partial.key;
            *slot = hash_i64(key.k);
        }
        if let Some(table) = self.windows.latest() {
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table
                    .fetch_slot(IntKey {
                        hash: hash,
                        int: Some(partial.key.k),
                    });
            }
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table
                    .fetch_entry(IntKey {
                        hash: hash,
                        int: Some(partial.key.k),
                    });
            }
        }
        for (partial, &hash) in partials.iter().zip(&hashes) {
            self.merge(hash, partial);
        }
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, hash: u64, partial: &WindowsStepPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.windows_counts.late += partial.group.n as u64;
            }
            Placed::Late => {
                self.windows_counts.late += partial.group.n as u64;
                return;
            }
        }
        let mut is_first = false;
        let group = self
            .windows
            .entry(
                IntKey {
                    hash: hash,
                    int: Some(partial.key.k),
                },
                |key, heap| key.k == partial.key.k,
                |heap| {
                    is_first = true;
                    (partial.key, partial.group)
                },
            );
        if !is_first {
            group.add(&partial.group);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: WindowsStepRow) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let group = self
                .windows
                .entry(
                    IntKey {
                        hash: hash,
                        int: Some(row.k),
                    },
                    |key, heap| key.k == row.k,
                    |heap| (WindowsStepKey { k: row.k }, WindowsStepGroup { n: 0 }),
                );
            group.n += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &WindowsStepRow) {
        self.windows_counts.late += 1;
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
        self.windows.judge(self.marks.mark(channel));
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire_whole(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                self.windows_counts.rows_out += 1;
                self.own_best_counts.rows_in += 1;
                let k = key.k;
                let n = group.n;
                self.own_best_step
                    .row(
                        cx,
                        OwnBestStepRow {
                            k: k,
                            n: n,
                            window_start: fired.start,
                            window_end: fired.end,
                        },
                    );
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.own_best_step.upstream(cx, control);
    }
}

///A row on its way into `own_best`.
#[derive(Clone, Copy)]
struct OwnBestStepRow {
    k: i64,
    n: i64,
    window_start: i64,
    window_end: i64,
}

///What `own_best` groups by.
#[derive(Clone, Copy)]
struct OwnBestStepKey {}
impl TableKey for OwnBestStepKey {
    type Hash = u64;
}

/// A row that is kept.
#[derive(Clone, Copy)]
struct OwnBestStepKept {
    row: OwnBestStepRow,
}

/// The best rows of a partition so far.
#[derive(Clone)]
struct OwnBestStepGroup {
    rows: Ranked<OwnBestStepKept>,
}

///`own_best`: `top 2 by n desc per window`
struct OwnBestStep {
    exchange: Exchange<OwnBestStepRow>,
    own_best: Panes<OwnBestStepKey, OwnBestStepGroup>,
    marks: Marks,
    windows: Panes<OwnBestStepKey, OwnBestStepGroup>,
    own_best_counts: StepCounts,
    marks_counts: StepCounts,
    marks_aggregate: MarksAggregate,
}

impl OwnBestStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(1usize),
            own_best: Panes::new(0),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            own_best_counts: StepCounts::default(),
            marks_counts: StepCounts::default(),
            marks_aggregate: MarksAggregate::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; one of several keeps it among its best.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: OwnBestStepRow) {
        if self.exchange.alone() {
            self.apply(row);
        } else {
            Self::keep(&mut self.own_best, row);
        }
    }
    /// Sends this worker's best of each window.
    #[inline(never)]
    fn pass_best(&mut self) {
        while let Some(fired) = self.own_best.fire(i64::MAX) {
            let heap = fired.heap();
            for (_, group) in fired.iter() {
                for kept in group.rows.iter() {
                    let row = kept.row;
                    self.exchange.push(self.exchange.target_one(), |_| row);
                }
            }
            self.own_best.recycle(fired);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<OwnBestStepRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = *row;
                        self.apply(row);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// A control message from the node before: the best rows go ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.pass_best();
            self.exchange.publish(control);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, row: OwnBestStepRow) {
        Self::keep(&mut self.windows, row);
    }
    /// Takes a row of a window if it is among its best.
    #[inline]
    fn keep(windows: &mut Panes<OwnBestStepKey, OwnBestStepGroup>, row: OwnBestStepRow) {
        windows.at(row.window_start, row.window_end);
        let (group, heap) = windows
            .entry_heap(
                0,
                |key, heap| true,
                |heap| (
                    OwnBestStepKey {},
                    OwnBestStepGroup {
                        rows: Ranked::new(2, false),
                    },
                ),
            );
        if group.rows.admits(|last| OwnBestStep::order(&row, &last.row)) {
            let kept = OwnBestStepKept { row: row };
            let heap = &*heap;
            group
                .rows
                .offer_tied(
                    kept,
                    |a, b| OwnBestStep::order(&a.row, &b.row),
                    |a, b| std::cmp::Ordering::Equal,
                );
        }
    }
    /// Best first.
    #[inline]
    fn order(a: &OwnBestStepRow, b: &OwnBestStepRow) -> std::cmp::Ordering {
        b.n.cmp(&a.n).then_with(|| a.k.cmp(&b.k).then_with(|| a.n.cmp(&b.n)))
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                for (rank, kept) in group
                    .rows
                    .ranks(
                        |a, b| OwnBestStep::order(&a.row, &b.row),
                        |a, b| std::cmp::Ordering::Equal,
                    )
                {
                    let row = kept.row;
                    self.own_best_counts.rows_out += 1;
                    self.marks_counts.rows_in += 1;
                    self.marks_aggregate
                        .row(
                            cx,
                            MarksAggregateRow {
                                k: row.k,
                                n: row.n,
                                window_start: row.window_start,
                                window_end: row.window_end,
                            },
                        );
                }
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.marks_aggregate.upstream(cx, control);
    }
}

///A row on its way into `marks.aggregate`.
#[derive(Clone, Copy)]
struct MarksAggregateRow {
    k: i64,
    n: i64,
    window_start: i64,
    window_end: i64,
}

///What `marks.aggregate` groups by.
#[derive(Clone, Copy)]
struct MarksAggregateKey {
    k: i64,
}

impl TableKey for MarksAggregateKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `marks.aggregate`.
#[derive(Clone, Copy)]
struct MarksAggregateGroup {
    n: Option<i64>,
}

///`marks.aggregate`: `aggregate by k { n: max(n) }`
struct MarksAggregate {
    exchange: Exchange<MarksAggregateRow>,
    marks: Marks,
    windows: Panes<MarksAggregateKey, MarksAggregateGroup>,
    marks_step: MarksStep,
}

impl MarksAggregate {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(2usize),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            marks_step: MarksStep::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: MarksAggregateRow) {
        if self.exchange.alone() {
            let hash = hash_i64(row.k);
            self.apply(cx, hash, row);
        } else {
            let hash = hash_i64(row.k);
            self.exchange.push(self.exchange.target(hash), |_| row);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<MarksAggregateRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = *row;
                        let hash = hash_i64(row.k);
                        self.apply(cx, hash, row);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// A control message from the node before, on this worker: for all workers.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: MarksAggregateRow) {
        self.windows.at(row.window_start, row.window_end);
        let n_value = row.n;
        let group = self
            .windows
            .entry(
                IntKey {
                    hash: hash,
                    int: Some(row.k),
                },
                |key, heap| key.k == row.k,
                |heap| (MarksAggregateKey { k: row.k }, MarksAggregateGroup { n: None }),
            );
        {
            let value = n_value;
            if match group.n {
                Some(old) => value.cmp(&old).is_gt(),
                None => true,
            } {
                group.n = Some(value);
            }
        }
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                let k = key.k;
                let n = match group.n {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                self.marks_step
                    .row(
                        cx,
                        MarksStepRow {
                            k: k,
                            n: n,
                            time: (fired.end - 1),
                            window_start: fired.start,
                            window_end: fired.end,
                        },
                    );
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.marks_step.upstream(cx, control);
    }
}

///A row on its way into `marks`.
#[derive(Clone, Copy)]
struct MarksStepRow {
    k: i64,
    n: i64,
    time: i64,
    window_start: i64,
    window_end: i64,
}

///What `marks` groups by.
#[derive(Clone, Copy)]
struct MarksStepKey {}
impl TableKey for MarksStepKey {
    type Hash = u64;
}

/// A row that is kept.
#[derive(Clone, Copy)]
struct MarksStepKept {
    row: MarksStepRow,
}

/// The best rows of a partition so far.
#[derive(Clone)]
struct MarksStepGroup {
    rows: Ranked<MarksStepKept>,
}

///`marks`: `top 1 by n desc per window`
struct MarksStep {
    exchange: Exchange<MarksStepRow>,
    own_best: Panes<MarksStepKey, MarksStepGroup>,
    marks: Marks,
    windows: Panes<MarksStepKey, MarksStepGroup>,
    marks_counts: StepCounts,
    foo_bar_counts: StepCounts,
    foo_bar_2_counts: StepCounts,
    foo_bar: FooBar,
}

impl MarksStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(3usize),
            own_best: Panes::new(0),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            marks_counts: StepCounts::default(),
            foo_bar_counts: StepCounts::default(),
            foo_bar_2_counts: StepCounts::default(),
            foo_bar: FooBar::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; one of several keeps it among its best.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: MarksStepRow) {
        if self.exchange.alone() {
            self.apply(row);
        } else {
            Self::keep(&mut self.own_best, row);
        }
    }
    /// Sends this worker's best of each window.
    #[inline(never)]
    fn pass_best(&mut self) {
        while let Some(fired) = self.own_best.fire(i64::MAX) {
            let heap = fired.heap();
            for (_, group) in fired.iter() {
                for kept in group.rows.iter() {
                    let row = kept.row;
                    self.exchange.push(self.exchange.target_one(), |_| row);
                }
            }
            self.own_best.recycle(fired);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<MarksStepRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = *row;
                        self.apply(row);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// A control message from the node before: the best rows go ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.pass_best();
            self.exchange.publish(control);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, row: MarksStepRow) {
        Self::keep(&mut self.windows, row);
    }
    /// Takes a row of a window if it is among its best.
    #[inline]
    fn keep(windows: &mut Panes<MarksStepKey, MarksStepGroup>, row: MarksStepRow) {
        windows.at(row.window_start, row.window_end);
        let (group, heap) = windows
            .entry_heap(
                0,
                |key, heap| true,
                |heap| (
                    MarksStepKey {},
                    MarksStepGroup {
                        rows: Ranked::new(1, false),
                    },
                ),
            );
        if group.rows.admits(|last| MarksStep::order(&row, &last.row)) {
            let kept = MarksStepKept { row: row };
            let heap = &*heap;
            group
                .rows
                .offer_tied(
                    kept,
                    |a, b| MarksStep::order(&a.row, &b.row),
                    |a, b| std::cmp::Ordering::Equal,
                );
        }
    }
    /// Best first.
    #[inline]
    fn order(a: &MarksStepRow, b: &MarksStepRow) -> std::cmp::Ordering {
        b.n.cmp(&a.n).then_with(|| a.k.cmp(&b.k).then_with(|| a.n.cmp(&b.n)))
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                for (rank, kept) in group
                    .rows
                    .ranks(
                        |a, b| MarksStep::order(&a.row, &b.row),
                        |a, b| std::cmp::Ordering::Equal,
                    )
                {
                    let row = kept.row;
                    self.marks_counts.rows_out += 1;
                    self.foo_bar_counts.rows_in += 1;
                    // |> select { n, k }
                    self.foo_bar_counts.rows_out += 1;
                    self.foo_bar_2_counts.rows_in += 1;
                    self.foo_bar
                        .row(
                            cx,
                            FooBarRow {
                                n: row.n,
                                k: row.k,
                                time: row.time,
                            },
                        );
                }
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.foo_bar.upstream(cx, control);
    }
}

///A row on its way into `foo_bar`.
#[derive(Clone, Copy)]
struct FooBarRow {
    n: i64,
    k: i64,
    time: i64,
}

///What `foo_bar` groups by.
#[derive(Clone, Copy)]
struct FooBarKey {
    k: i64,
}

impl TableKey for FooBarKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `foo_bar`.
#[derive(Clone, Copy)]
struct FooBarGroup {
    n: Option<i64>,
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct FooBarPartial {
    time: i64,
    key: FooBarKey,
    group: FooBarGroup,
    rows: u64,
}

impl FooBarGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        if let Some(new) = from.n {
            if match self.n {
                Some(old) => new.cmp(&old).is_gt(),
                None => true,
            } {
                self.n = Some(new);
            }
        }
    }
}

///`foo_bar`: `aggregate by k { n: max(n) }`
struct FooBar {
    exchange: Exchange<FooBarRow, FooBarPartial>,
    combining: Combining<FooBarPartial>,
    marks: Marks,
    windows: Windows<FooBarKey, FooBarGroup>,
    foo_bar_2_counts: StepCounts,
    best_counts_counts: StepCounts,
    best_counts_step: BestCountsStep,
}

impl FooBar {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(4usize),
            combining: Combining::new(
                WindowSpec {
                    size: 20000000,
                    step: 20000000,
                    offset: 0,
                    lateness: 0,
                },
                setup.workers,
            ),
            marks: Marks::new(setup.workers),
            windows: Windows::new(WindowSpec {
                size: 20000000,
                step: 20000000,
                offset: 0,
                lateness: 0,
            }),
            foo_bar_2_counts: StepCounts::default(),
            best_counts_counts: StepCounts::default(),
            best_counts_step: BestCountsStep::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: FooBarRow) {
        let hash = hash_i64(row.k);
        if !self.combining.is_on() {
            self.combining.single();
            if self.exchange.alone() {
                self.apply(cx, hash, row);
            } else {
                self.exchange.push(self.exchange.target(hash), |_| row);
            }
            return;
        }
        let n_value = row.n;
        let at = place_of_int(row.k);
        let (place, slice, heap) = self.combining.place(at, row.time);
        let fits = place
            .as_ref()
            .is_some_and(|partial| {
                let key = &partial.key;
                key.k == row.k && slice.holds(partial.time)
            });
        if fits && let Some(partial) = place {
            partial.rows += 1;
            let group = &mut partial.group;
            {
                let value = n_value;
                if match group.n {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.n = Some(value);
                }
            }
        } else {
            let mut partial = FooBarPartial {
                time: row.time,
                key: FooBarKey { k: row.k },
                group: FooBarGroup { n: None },
                rows: 0,
            };
            partial.rows += 1;
            let group = &mut partial.group;
            {
                let value = n_value;
                if match group.n {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.n = Some(value);
                }
            }
            self.displace(at, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: FooBarPartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &FooBarPartial) {
        let key = &partial.key;
        let hash = hash_i64(key.k);
        if self.exchange.alone() {
            self.merge(hash, partial);
        } else {
            self.exchange.push_group(self.exchange.target(hash), |_| *partial);
        }
        self.combining.passed();
    }
    /// Sends all that was combined.
    fn pass_all(&mut self) {
        while let Some(partial) = self.combining.take() {
            self.pass(&partial);
        }
    }
    /// A control message from the node before: what was combined goes ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        self.pass_all();
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<FooBarRow, FooBarPartial>) {
        self.windows.judge(self.marks.mark(batch.from));
        if batch.has_groups() {
            return self.groups(cx, batch);
        }
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = self.windows.is_far_for_rows();
                    self.apply_rows(cx, batch.heap(), rows, is_far);
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Rows that belong here. Where state `is_far`, what a row needs of memory is asked for while rows before it are applied.
    #[inline(never)]
    fn apply_rows(&mut self, cx: Cx<'_>, heap: &Heap, rows: &[FooBarRow], is_far: bool) {
        let ahead = if is_far { 2 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = self.windows.latest() {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
                self.apply(cx, hash, *row);
            }
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn groups(&mut self, cx: Cx<'_>, batch: &Batch<FooBarRow, FooBarPartial>) {
        for part in batch.group_parts() {
            match part {
                Part::Rows(partials) if self.windows.is_far() => {
                    partials
                        .chunks(AHEAD)
                        .for_each(|partials| self.merge_ahead(partials));
                }
                Part::Rows(partials) => {
                    for partial in partials {
                        let key = &partial.key;
                        self.merge(hash_i64(key.k), partial);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Partial groups whose own groups are asked for before the first of them is merged: the misses overlap.
    #[inline(never)]
    fn merge_ahead(&mut self, partials: &[FooBarPartial]) {
        let mut hashes = [0; AHEAD];
        for (partial, slot) in partials.iter().zip(&mut hashes) {
            let key = &partial.key;
            *slot = hash_i64(key.k);
        }
        if let Some(table) = self.windows.latest() {
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table
                    .fetch_slot(IntKey {
                        hash: hash,
                        int: Some(partial.key.k),
                    });
            }
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table
                    .fetch_entry(IntKey {
                        hash: hash,
                        int: Some(partial.key.k),
                    });
            }
        }
        for (partial, &hash) in partials.iter().zip(&hashes) {
            self.merge(hash, partial);
        }
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, hash: u64, partial: &FooBarPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.foo_bar_2_counts.late += partial.rows;
            }
            Placed::Late => {
                self.foo_bar_2_counts.late += partial.rows;
                return;
            }
        }
        let mut is_first = false;
        let group = self
            .windows
            .entry(
                IntKey {
                    hash: hash,
                    int: Some(partial.key.k),
                },
                |key, heap| key.k == partial.key.k,
                |heap| {
                    is_first = true;
                    (partial.key, partial.group)
                },
            );
        if !is_first {
            group.add(&partial.group);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: FooBarRow) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let n_value = row.n;
            let group = self
                .windows
                .entry(
                    IntKey {
                        hash: hash,
                        int: Some(row.k),
                    },
                    |key, heap| key.k == row.k,
                    |heap| (FooBarKey { k: row.k }, FooBarGroup { n: None }),
                );
            {
                let value = n_value;
                if match group.n {
                    Some(old) => value.cmp(&old).is_gt(),
                    None => true,
                } {
                    group.n = Some(value);
                }
            }
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &FooBarRow) {
        self.foo_bar_2_counts.late += 1;
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
        self.windows.judge(self.marks.mark(channel));
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire_whole(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                self.foo_bar_2_counts.rows_out += 1;
                self.best_counts_counts.rows_in += 1;
                let k = key.k;
                let n = match group.n {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                self.best_counts_step
                    .row(
                        cx,
                        BestCountsStepRow {
                            k: k,
                            n: n,
                            window_start: fired.start,
                            window_end: fired.end,
                        },
                    );
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.best_counts_step.upstream(cx, control);
    }
}

///A row on its way into `best_counts`.
#[derive(Clone, Copy)]
struct BestCountsStepRow {
    k: i64,
    n: i64,
    window_start: i64,
    window_end: i64,
}

///What `best_counts` groups by.
#[derive(Clone, Copy)]
struct BestCountsStepKey {}
impl TableKey for BestCountsStepKey {
    type Hash = u64;
}

/// A row that is kept.
#[derive(Clone, Copy)]
struct BestCountsStepKept {
    row: BestCountsStepRow,
}

/// The best rows of a partition so far.
#[derive(Clone)]
struct BestCountsStepGroup {
    rows: Ranked<BestCountsStepKept>,
}

///`best_counts`: `top 2 by n desc per window`
struct BestCountsStep {
    exchange: Exchange<BestCountsStepRow>,
    own_best: Panes<BestCountsStepKey, BestCountsStepGroup>,
    marks: Marks,
    windows: Panes<BestCountsStepKey, BestCountsStepGroup>,
    best_counts_counts: StepCounts,
    sliding_counts: StepCounts,
    sliding_aggregate: SlidingAggregate,
}

impl BestCountsStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(5usize),
            own_best: Panes::new(0),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            best_counts_counts: StepCounts::default(),
            sliding_counts: StepCounts::default(),
            sliding_aggregate: SlidingAggregate::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; one of several keeps it among its best.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: BestCountsStepRow) {
        if self.exchange.alone() {
            self.apply(row);
        } else {
            Self::keep(&mut self.own_best, row);
        }
    }
    /// Sends this worker's best of each window.
    #[inline(never)]
    fn pass_best(&mut self) {
        while let Some(fired) = self.own_best.fire(i64::MAX) {
            let heap = fired.heap();
            for (_, group) in fired.iter() {
                for kept in group.rows.iter() {
                    let row = kept.row;
                    self.exchange.push(self.exchange.target_one(), |_| row);
                }
            }
            self.own_best.recycle(fired);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<BestCountsStepRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = *row;
                        self.apply(row);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// A control message from the node before: the best rows go ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.pass_best();
            self.exchange.publish(control);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, row: BestCountsStepRow) {
        Self::keep(&mut self.windows, row);
    }
    /// Takes a row of a window if it is among its best.
    #[inline]
    fn keep(
        windows: &mut Panes<BestCountsStepKey, BestCountsStepGroup>,
        row: BestCountsStepRow,
    ) {
        windows.at(row.window_start, row.window_end);
        let (group, heap) = windows
            .entry_heap(
                0,
                |key, heap| true,
                |heap| (
                    BestCountsStepKey {},
                    BestCountsStepGroup {
                        rows: Ranked::new(2, false),
                    },
                ),
            );
        if group.rows.admits(|last| BestCountsStep::order(&row, &last.row)) {
            let kept = BestCountsStepKept { row: row };
            let heap = &*heap;
            group
                .rows
                .offer_tied(
                    kept,
                    |a, b| BestCountsStep::order(&a.row, &b.row),
                    |a, b| std::cmp::Ordering::Equal,
                );
        }
    }
    /// Best first.
    #[inline]
    fn order(a: &BestCountsStepRow, b: &BestCountsStepRow) -> std::cmp::Ordering {
        b.n.cmp(&a.n).then_with(|| a.k.cmp(&b.k).then_with(|| a.n.cmp(&b.n)))
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                for (rank, kept) in group
                    .rows
                    .ranks(
                        |a, b| BestCountsStep::order(&a.row, &b.row),
                        |a, b| std::cmp::Ordering::Equal,
                    )
                {
                    let row = kept.row;
                    self.best_counts_counts.rows_out += 1;
                    self.sliding_counts.rows_in += 1;
                    self.sliding_aggregate
                        .row(
                            cx,
                            SlidingAggregateRow {
                                k: row.k,
                                n: row.n,
                                window_start: row.window_start,
                                window_end: row.window_end,
                            },
                        );
                }
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.sliding_aggregate.upstream(cx, control);
    }
}

///A row on its way into `sliding.aggregate`.
#[derive(Clone, Copy)]
struct SlidingAggregateRow {
    k: i64,
    n: i64,
    window_start: i64,
    window_end: i64,
}

///What `sliding.aggregate` groups by.
#[derive(Clone, Copy)]
struct SlidingAggregateKey {
    k: i64,
}

impl TableKey for SlidingAggregateKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `sliding.aggregate`.
#[derive(Clone, Copy)]
struct SlidingAggregateGroup {
    n: Option<i64>,
}

///`sliding.aggregate`: `aggregate by k { n: max(n) }`
struct SlidingAggregate {
    exchange: Exchange<SlidingAggregateRow>,
    marks: Marks,
    windows: Panes<SlidingAggregateKey, SlidingAggregateGroup>,
    sliding: SlidingStep,
}

impl SlidingAggregate {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(6usize),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            sliding: SlidingStep::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: SlidingAggregateRow) {
        if self.exchange.alone() {
            let hash = hash_i64(row.k);
            self.apply(cx, hash, row);
        } else {
            let hash = hash_i64(row.k);
            self.exchange.push(self.exchange.target(hash), |_| row);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<SlidingAggregateRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = *row;
                        let hash = hash_i64(row.k);
                        self.apply(cx, hash, row);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// A control message from the node before, on this worker: for all workers.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: SlidingAggregateRow) {
        self.windows.at(row.window_start, row.window_end);
        let n_value = row.n;
        let group = self
            .windows
            .entry(
                IntKey {
                    hash: hash,
                    int: Some(row.k),
                },
                |key, heap| key.k == row.k,
                |heap| (
                    SlidingAggregateKey { k: row.k },
                    SlidingAggregateGroup { n: None },
                ),
            );
        {
            let value = n_value;
            if match group.n {
                Some(old) => value.cmp(&old).is_gt(),
                None => true,
            } {
                group.n = Some(value);
            }
        }
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                let k = key.k;
                let n = match group.n {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                self.sliding
                    .row(
                        cx,
                        SlidingStepRow {
                            k: k,
                            n: n,
                            window_start: fired.start,
                            window_end: fired.end,
                        },
                    );
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.sliding.upstream(cx, control);
    }
}

///A row on its way into `sliding`.
#[derive(Clone, Copy)]
struct SlidingStepRow {
    k: i64,
    n: i64,
    window_start: i64,
    window_end: i64,
}

///What `sliding` groups by.
#[derive(Clone, Copy)]
struct SlidingStepKey {}
impl TableKey for SlidingStepKey {
    type Hash = u64;
}

/// A row that is kept.
#[derive(Clone, Copy)]
struct SlidingStepKept {
    row: SlidingStepRow,
}

/// The best rows of a partition so far.
#[derive(Clone)]
struct SlidingStepGroup {
    rows: Ranked<SlidingStepKept>,
}

///`sliding`: `top 1 by n desc per window`
struct SlidingStep {
    exchange: Exchange<SlidingStepRow>,
    own_best: Panes<SlidingStepKey, SlidingStepGroup>,
    marks: Marks,
    windows: Panes<SlidingStepKey, SlidingStepGroup>,
    sliding_counts: StepCounts,
    default_counts: StepCounts,
    default_aggregate: DefaultAggregate,
}

impl SlidingStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(7usize),
            own_best: Panes::new(0),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            sliding_counts: StepCounts::default(),
            default_counts: StepCounts::default(),
            default_aggregate: DefaultAggregate::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; one of several keeps it among its best.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: SlidingStepRow) {
        if self.exchange.alone() {
            self.apply(row);
        } else {
            Self::keep(&mut self.own_best, row);
        }
    }
    /// Sends this worker's best of each window.
    #[inline(never)]
    fn pass_best(&mut self) {
        while let Some(fired) = self.own_best.fire(i64::MAX) {
            let heap = fired.heap();
            for (_, group) in fired.iter() {
                for kept in group.rows.iter() {
                    let row = kept.row;
                    self.exchange.push(self.exchange.target_one(), |_| row);
                }
            }
            self.own_best.recycle(fired);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<SlidingStepRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = *row;
                        self.apply(row);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// A control message from the node before: the best rows go ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.pass_best();
            self.exchange.publish(control);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, row: SlidingStepRow) {
        Self::keep(&mut self.windows, row);
    }
    /// Takes a row of a window if it is among its best.
    #[inline]
    fn keep(windows: &mut Panes<SlidingStepKey, SlidingStepGroup>, row: SlidingStepRow) {
        windows.at(row.window_start, row.window_end);
        let (group, heap) = windows
            .entry_heap(
                0,
                |key, heap| true,
                |heap| (
                    SlidingStepKey {},
                    SlidingStepGroup {
                        rows: Ranked::new(1, false),
                    },
                ),
            );
        if group.rows.admits(|last| SlidingStep::order(&row, &last.row)) {
            let kept = SlidingStepKept { row: row };
            let heap = &*heap;
            group
                .rows
                .offer_tied(
                    kept,
                    |a, b| SlidingStep::order(&a.row, &b.row),
                    |a, b| std::cmp::Ordering::Equal,
                );
        }
    }
    /// Best first.
    #[inline]
    fn order(a: &SlidingStepRow, b: &SlidingStepRow) -> std::cmp::Ordering {
        b.n.cmp(&a.n).then_with(|| a.k.cmp(&b.k).then_with(|| a.n.cmp(&b.n)))
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                for (rank, kept) in group
                    .rows
                    .ranks(
                        |a, b| SlidingStep::order(&a.row, &b.row),
                        |a, b| std::cmp::Ordering::Equal,
                    )
                {
                    let row = kept.row;
                    self.sliding_counts.rows_out += 1;
                    self.default_counts.rows_in += 1;
                    self.default_aggregate
                        .row(
                            cx,
                            DefaultAggregateRow {
                                k: row.k,
                                n: row.n,
                                window_start: row.window_start,
                                window_end: row.window_end,
                            },
                        );
                }
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.default_aggregate.upstream(cx, control);
    }
}

///A row on its way into `default.aggregate`.
#[derive(Clone, Copy)]
struct DefaultAggregateRow {
    k: i64,
    n: i64,
    window_start: i64,
    window_end: i64,
}

///What `default.aggregate` groups by.
#[derive(Clone, Copy)]
struct DefaultAggregateKey {
    k: i64,
}

impl TableKey for DefaultAggregateKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `default.aggregate`.
#[derive(Clone, Copy)]
struct DefaultAggregateGroup {
    n: Option<i64>,
}

///`default.aggregate`: `aggregate by k { n: max(n) }`
struct DefaultAggregate {
    exchange: Exchange<DefaultAggregateRow>,
    marks: Marks,
    windows: Panes<DefaultAggregateKey, DefaultAggregateGroup>,
    default: DefaultStep,
}

impl DefaultAggregate {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(8usize),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            default: DefaultStep::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; with several, rows of this worker go the same way as those of others,
    /// so that no branch depends on the key.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: DefaultAggregateRow) {
        if self.exchange.alone() {
            let hash = hash_i64(row.k);
            self.apply(cx, hash, row);
        } else {
            let hash = hash_i64(row.k);
            self.exchange.push(self.exchange.target(hash), |_| row);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<DefaultAggregateRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = *row;
                        let hash = hash_i64(row.k);
                        self.apply(cx, hash, row);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// A control message from the node before, on this worker: for all workers.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: DefaultAggregateRow) {
        self.windows.at(row.window_start, row.window_end);
        let n_value = row.n;
        let group = self
            .windows
            .entry(
                IntKey {
                    hash: hash,
                    int: Some(row.k),
                },
                |key, heap| key.k == row.k,
                |heap| (
                    DefaultAggregateKey { k: row.k },
                    DefaultAggregateGroup { n: None },
                ),
            );
        {
            let value = n_value;
            if match group.n {
                Some(old) => value.cmp(&old).is_gt(),
                None => true,
            } {
                group.n = Some(value);
            }
        }
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                let k = key.k;
                let n = match group.n {
                    Some(value) => value,
                    None => group_without_rows(),
                };
                self.default
                    .row(
                        cx,
                        DefaultStepRow {
                            k: k,
                            n: n,
                            window_start: fired.start,
                            window_end: fired.end,
                        },
                    );
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {
        self.default.upstream(cx, control);
    }
}

///A row on its way into `default`.
#[derive(Clone, Copy)]
struct DefaultStepRow {
    k: i64,
    n: i64,
    window_start: i64,
    window_end: i64,
}

///What `default` groups by.
#[derive(Clone, Copy)]
struct DefaultStepKey {}
impl TableKey for DefaultStepKey {
    type Hash = u64;
}

/// A row that is kept.
#[derive(Clone, Copy)]
struct DefaultStepKept {
    row: DefaultStepRow,
}

/// The best rows of a partition so far.
#[derive(Clone)]
struct DefaultStepGroup {
    rows: Ranked<DefaultStepKept>,
}

///`default`: `top 1 by n desc per window`
struct DefaultStep {
    exchange: Exchange<DefaultStepRow>,
    own_best: Panes<DefaultStepKey, DefaultStepGroup>,
    marks: Marks,
    windows: Panes<DefaultStepKey, DefaultStepGroup>,
    default_counts: StepCounts,
    script_arm0: ScriptArm0Step,
}

impl DefaultStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(9usize),
            own_best: Panes::new(0),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            default_counts: StepCounts::default(),
            script_arm0: ScriptArm0Step::new(shared, setup)?,
        })
    }
    /// A row from the node before. The only worker applies it; one of several keeps it among its best.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: DefaultStepRow) {
        if self.exchange.alone() {
            self.apply(row);
        } else {
            Self::keep(&mut self.own_best, row);
        }
    }
    /// Sends this worker's best of each window.
    #[inline(never)]
    fn pass_best(&mut self) {
        while let Some(fired) = self.own_best.fire(i64::MAX) {
            let heap = fired.heap();
            for (_, group) in fired.iter() {
                for kept in group.rows.iter() {
                    let row = kept.row;
                    self.exchange.push(self.exchange.target_one(), |_| row);
                }
            }
            self.own_best.recycle(fired);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<DefaultStepRow>) {
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    for row in rows {
                        let row = *row;
                        self.apply(row);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// A control message from the node before: the best rows go ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.pass_best();
            self.exchange.publish(control);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, row: DefaultStepRow) {
        Self::keep(&mut self.windows, row);
    }
    /// Takes a row of a window if it is among its best.
    #[inline]
    fn keep(windows: &mut Panes<DefaultStepKey, DefaultStepGroup>, row: DefaultStepRow) {
        windows.at(row.window_start, row.window_end);
        let (group, heap) = windows
            .entry_heap(
                0,
                |key, heap| true,
                |heap| (
                    DefaultStepKey {},
                    DefaultStepGroup {
                        rows: Ranked::new(1, false),
                    },
                ),
            );
        if group.rows.admits(|last| DefaultStep::order(&row, &last.row)) {
            let kept = DefaultStepKept { row: row };
            let heap = &*heap;
            group
                .rows
                .offer_tied(
                    kept,
                    |a, b| DefaultStep::order(&a.row, &b.row),
                    |a, b| std::cmp::Ordering::Equal,
                );
        }
    }
    /// Best first.
    #[inline]
    fn order(a: &DefaultStepRow, b: &DefaultStepRow) -> std::cmp::Ordering {
        b.n.cmp(&a.n).then_with(|| a.k.cmp(&b.k).then_with(|| a.n.cmp(&b.n)))
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                for (rank, kept) in group
                    .rows
                    .ranks(
                        |a, b| DefaultStep::order(&a.row, &b.row),
                        |a, b| std::cmp::Ordering::Equal,
                    )
                {
                    let row = kept.row;
                    self.default_counts.rows_out += 1;
                    self.script_arm0
                        .table_step
                        .stdout
                        .row(cx, StdoutRow { k: row.k, n: row.n });
                }
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `script_arm0`.
#[derive(Clone, Copy)]
struct ScriptArm0StepRow {
    k: i64,
    time: i64,
}

///What `script_arm0` groups by.
#[derive(Clone, Copy)]
struct ScriptArm0StepKey {
    k: i64,
}

impl TableKey for ScriptArm0StepKey {
    type Hash = IntHash;
    #[inline(always)]
    fn int(&self) -> Option<i64> {
        Some(self.k)
    }
}

///The state of a group of `script_arm0`.
#[derive(Clone, Copy)]
struct ScriptArm0StepGroup {
    n: i64,
}

impl Key for ScriptArm0StepKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        self.k == other.k
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        ScriptArm0StepKey { k: self.k }
    }
}

impl Group for ScriptArm0StepGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.n += from.n;
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        ScriptArm0StepGroup { n: self.n }
    }
}

impl Retract for ScriptArm0StepGroup {
    fn retract(&mut self, from: &Self) {
        self.n -= from.n;
    }
    #[inline(always)]
    fn is_void(&self) -> bool {
        self.n == 0
    }
}

/// What rows of a key and a slice of time add to its group; `time` is in that slice.
#[derive(Clone, Copy)]
struct ScriptArm0StepPartial {
    time: i64,
    key: ScriptArm0StepKey,
    group: ScriptArm0StepGroup,
}

impl ScriptArm0StepGroup {
    /// Adds what was combined.
    #[inline]
    fn add(&mut self, from: &Self) {
        self.n += from.n;
    }
}

///`script_arm0`: `aggregate by k { n: count() }`
struct ScriptArm0Step {
    exchange: Exchange<ScriptArm0StepRow, ScriptArm0StepPartial>,
    combining: Combining<ScriptArm0StepPartial>,
    marks: Marks,
    windows: Sliding<ScriptArm0StepKey, ScriptArm0StepGroup>,
    script_arm0_counts: StepCounts,
    table_step: TableStep,
}

impl ScriptArm0Step {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(10usize),
            combining: Combining::new(
                WindowSpec {
                    size: 10000000,
                    step: 2000000,
                    offset: 0,
                    lateness: 0,
                },
                setup.workers,
            ),
            marks: Marks::new(setup.workers),
            windows: Sliding::new(WindowSpec {
                size: 10000000,
                step: 2000000,
                offset: 0,
                lateness: 0,
            }),
            script_arm0_counts: StepCounts::default(),
            table_step: TableStep::new(shared, setup)?,
        })
    }
    /// A row from the node before.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: ScriptArm0StepRow) {
        let hash = hash_i64(row.k);
        if !self.combining.is_on() {
            self.combining.single();
            if self.exchange.alone() {
                self.apply(cx, hash, row);
            } else {
                self.exchange.push(self.exchange.target(hash), |_| row);
            }
            return;
        }
        let at = place_of_int(row.k);
        let (place, slice, heap) = self.combining.place(at, row.time);
        let fits = place
            .as_ref()
            .is_some_and(|partial| {
                let key = &partial.key;
                key.k == row.k && slice.holds(partial.time)
            });
        if fits && let Some(partial) = place {
            let group = &mut partial.group;
            group.n += 1;
        } else {
            let mut partial = ScriptArm0StepPartial {
                time: row.time,
                key: ScriptArm0StepKey { k: row.k },
                group: ScriptArm0StepGroup { n: 0 },
            };
            let group = &mut partial.group;
            group.n += 1;
            self.displace(at, partial);
        }
    }
    /// A partial group takes its place; what stood there goes on.
    #[inline(never)]
    fn displace(&mut self, at: u64, partial: ScriptArm0StepPartial) {
        if let Some(before) = self.combining.put(at, partial) {
            self.pass(&before);
        }
    }
    /// Sends a partial group to the worker that owns its key.
    #[inline]
    fn pass(&mut self, partial: &ScriptArm0StepPartial) {
        let key = &partial.key;
        let hash = hash_i64(key.k);
        if self.exchange.alone() {
            self.merge(hash, partial);
        } else {
            self.exchange.push_group(self.exchange.target(hash), |_| *partial);
        }
        self.combining.passed();
    }
    /// Sends all that was combined.
    fn pass_all(&mut self) {
        while let Some(partial) = self.combining.take() {
            self.pass(&partial);
        }
    }
    /// A control message from the node before: what was combined goes ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        self.pass_all();
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// Rows of a worker.
    #[inline(never)]
    fn batch(
        &mut self,
        cx: Cx<'_>,
        batch: &Batch<ScriptArm0StepRow, ScriptArm0StepPartial>,
    ) {
        self.windows.judge(self.marks.mark(batch.from));
        if batch.has_groups() {
            return self.groups(cx, batch);
        }
        for part in batch.parts() {
            match part {
                Part::Rows(rows) => {
                    let is_far = self.windows.is_far_for_rows();
                    self.apply_rows(cx, batch.heap(), rows, is_far);
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Rows that belong here. Where state `is_far`, what a row needs of memory is asked for while rows before it are applied.
    #[inline(never)]
    fn apply_rows(
        &mut self,
        cx: Cx<'_>,
        heap: &Heap,
        rows: &[ScriptArm0StepRow],
        is_far: bool,
    ) {
        let ahead = if is_far { 2 * APART } else { 0 };
        for step in 0..rows.len() + ahead {
            if is_far && let Some(table) = self.windows.latest() {
                let at = step;
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_slot(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
                let at = step.wrapping_sub(APART);
                if let Some(row) = rows.get(at) {
                    let hash = hash_i64(row.k);
                    table
                        .fetch_entry(IntKey {
                            hash: hash,
                            int: Some(row.k),
                        });
                }
            }
            let at = step.wrapping_sub(ahead);
            if let Some(row) = rows.get(at) {
                let hash = hash_i64(row.k);
                self.apply(cx, hash, *row);
            }
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn groups(
        &mut self,
        cx: Cx<'_>,
        batch: &Batch<ScriptArm0StepRow, ScriptArm0StepPartial>,
    ) {
        for part in batch.group_parts() {
            match part {
                Part::Rows(partials) if self.windows.is_far() => {
                    partials
                        .chunks(AHEAD)
                        .for_each(|partials| self.merge_ahead(partials));
                }
                Part::Rows(partials) => {
                    for partial in partials {
                        let key = &partial.key;
                        self.merge(hash_i64(key.k), partial);
                    }
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    /// Partial groups whose own groups are asked for before the first of them is merged: the misses overlap.
    #[inline(never)]
    fn merge_ahead(&mut self, partials: &[ScriptArm0StepPartial]) {
        let mut hashes = [0; AHEAD];
        for (partial, slot) in partials.iter().zip(&mut hashes) {
            let key = &partial.key;
            *slot = hash_i64(key.k);
        }
        if let Some(table) = self.windows.latest() {
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table
                    .fetch_slot(IntKey {
                        hash: hash,
                        int: Some(partial.key.k),
                    });
            }
            for (partial, &hash) in partials.iter().zip(&hashes) {
                table
                    .fetch_entry(IntKey {
                        hash: hash,
                        int: Some(partial.key.k),
                    });
            }
        }
        for (partial, &hash) in partials.iter().zip(&hashes) {
            self.merge(hash, partial);
        }
    }
    /// A partial group that belongs here.
    #[inline]
    fn merge(&mut self, hash: u64, partial: &ScriptArm0StepPartial) {
        match self.windows.place(partial.time) {
            Placed::Open => {}
            Placed::Partly => {
                self.script_arm0_counts.late += partial.group.n as u64;
            }
            Placed::Late => {
                self.script_arm0_counts.late += partial.group.n as u64;
                return;
            }
        }
        let mut is_first = false;
        let group = self
            .windows
            .entry(
                IntKey {
                    hash: hash,
                    int: Some(partial.key.k),
                },
                |key, heap| key.k == partial.key.k,
                |heap| {
                    is_first = true;
                    (partial.key, partial.group)
                },
            );
        if !is_first {
            group.add(&partial.group);
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: ScriptArm0StepRow) {
        'row: {
            match self.windows.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let group = self
                .windows
                .entry(
                    IntKey {
                        hash: hash,
                        int: Some(row.k),
                    },
                    |key, heap| key.k == row.k,
                    |heap| (ScriptArm0StepKey { k: row.k }, ScriptArm0StepGroup { n: 0 }),
                );
            group.n += 1;
        }
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &ScriptArm0StepRow) {
        self.script_arm0_counts.late += 1;
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
        self.windows.judge(self.marks.mark(channel));
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                if group.is_void() {
                    continue;
                }
                self.script_arm0_counts.rows_out += 1;
                let k = key.k;
                let n = group.n;
                self.table_step.stdout.blackhole.row(cx, BlackholeRow { k: k, n: n });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `table`.
#[derive(Clone, Copy)]
struct TableStepRow {
    time: i64,
}

///What `table` groups by.
#[derive(Clone, Copy)]
struct TableStepKey {}
impl TableKey for TableStepKey {
    type Hash = u64;
}

///The state of a group of `table`.
#[derive(Clone, Copy)]
struct TableStepGroup {
    n: i64,
}

impl Key for TableStepKey {
    fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool {
        true
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        TableStepKey {}
    }
}

impl Group for TableStepGroup {
    fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
        self.n += from.n;
    }
    fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
        TableStepGroup { n: self.n }
    }
}

/// What one worker knows of a window.
#[derive(Clone, Copy)]
struct TableStepPartial {
    start: i64,
    end: i64,
    group: TableStepGroup,
}

///`table`: `aggregate { n: count() }`
struct TableStep {
    exchange: Exchange<TableStepPartial>,
    local: Windows<TableStepKey, TableStepGroup>,
    marks: Marks,
    windows: Panes<TableStepKey, TableStepGroup>,
    table_counts: StepCounts,
    stdout: Stdout,
}

impl TableStep {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            exchange: setup.exchange(11usize),
            local: Windows::new(WindowSpec {
                size: 10000000,
                step: 10000000,
                offset: 0,
                lateness: 0,
            }),
            marks: Marks::new(setup.workers),
            windows: Panes::new(0),
            table_counts: StepCounts::default(),
            stdout: Stdout::new(shared, setup)?,
        })
    }
    /// A row that missed at least one of its windows.
    #[cold]
    #[inline(never)]
    fn late(&mut self, cx: Cx<'_>, row: &TableStepRow) {
        self.table_counts.late += 1;
    }
    /// A row from the node before stays on its worker.
    #[inline(always)]
    fn row(&mut self, cx: Cx<'_>, row: TableStepRow) {
        self.apply(cx, 0, row);
    }
    /// A control message from the node before: partial groups that it completes go ahead of it.
    fn upstream(&mut self, cx: Cx<'_>, control: Control) {
        match control {
            Control::Watermark(watermark) => {
                self.complete(watermark);
                self.local.judge(watermark);
            }
            Control::Mark(mark) => return self.local.judge(mark),
            Control::End => self.complete(i64::MAX),
            _ => {}
        }
        if self.exchange.alone() {
            self.control(cx, 0, control);
        } else {
            self.exchange.publish(control);
        }
    }
    /// Sends the partial groups of windows that have fired on this worker.
    fn complete(&mut self, watermark: i64) {
        while let Some(fired) = self.local.fire_whole(watermark) {
            for (_, group) in fired.iter() {
                let partial = TableStepPartial {
                    start: fired.start,
                    end: fired.end,
                    group: *group,
                };
                if self.exchange.alone() {
                    self.merge(&partial);
                } else {
                    self.exchange.push(self.exchange.target_one(), |_| partial);
                }
            }
            self.local.recycle(fired);
        }
    }
    /// Partial groups of a worker.
    #[inline(never)]
    fn batch(&mut self, cx: Cx<'_>, batch: &Batch<TableStepPartial>) {
        for part in batch.parts() {
            match part {
                Part::Rows(partials) => {
                    partials.iter().for_each(|partial| self.merge(partial))
                }
                Part::Control(control) => self.control(cx, batch.from, control),
            }
        }
    }
    fn merge(&mut self, partial: &TableStepPartial) {
        let mut first = false;
        self.windows.at(partial.start, partial.end);
        let group = self
            .windows
            .entry(
                0,
                |_, _| true,
                |_| {
                    first = true;
                    (TableStepKey {}, partial.group)
                },
            );
        if !first {
            group.merge(&mut Heap::new(), &partial.group, &Heap::new());
        }
    }
    /// A row that belongs here.
    #[inline]
    fn apply(&mut self, cx: Cx<'_>, hash: u64, row: TableStepRow) {
        'row: {
            match self.local.place(row.time) {
                Placed::Open => {}
                Placed::Partly => self.late(cx, &row),
                Placed::Late => {
                    self.late(cx, &row);
                    break 'row;
                }
            }
            let group = self
                .local
                .entry(
                    hash,
                    |key, heap| true,
                    |heap| (TableStepKey {}, TableStepGroup { n: 0 }),
                );
            group.n += 1;
        }
    }
    /// A control message of a channel.
    #[inline(never)]
    fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
        for control in self.marks.update(channel, control) {
            if let Control::Watermark(watermark) = control {
                self.advance(cx, watermark);
            }
            self.forward(cx, control);
        }
    }
    /// Fires the windows that the watermark completes.
    #[inline(never)]
    fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
        while let Some(fired) = self.windows.fire(watermark) {
            let heap = fired.heap();
            for (key, group) in fired.iter() {
                self.table_counts.rows_out += 1;
                let n = group.n;
                self.stdout.blackhole.blackhole_2.row(cx, Blackhole2Row { n: n });
            }
            self.windows.recycle(fired);
        }
    }
    /// Passes a control message on.
    fn forward(&mut self, cx: Cx<'_>, control: Control) {}
}

///A row on its way into `stdout`.
#[derive(Clone, Copy)]
struct StdoutRow {
    k: i64,
    n: i64,
}

/// What all workers share of the sink.
enum StdoutShared {
    Arm0(weir_stdout::Sink),
}

impl StdoutShared {
    fn writer(&self) -> StdoutWriter {
        match self {
            StdoutShared::Arm0(sink) => StdoutWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            StdoutShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum StdoutWriter {
    Arm0(weir_stdout::Writer),
}

///`stdout`: `into stdout { format: csv }`
struct Stdout {
    writer: StdoutWriter,
    blackhole: Blackhole,
}

impl Stdout {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.stdout.writer(),
            blackhole: Blackhole::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: StdoutRow) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => {
                let buffer = writer.buffer();
                weir_csv::put_i64(buffer, row.k);
                buffer.push(b',');
                weir_csv::put_i64(buffer, row.n);
                buffer.push(b'\n');
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            StdoutWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            StdoutWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `blackhole`.
#[derive(Clone, Copy)]
struct BlackholeRow {
    k: i64,
    n: i64,
}

/// What all workers share of the sink.
enum BlackholeShared {
    Arm0(weir_blackhole::Sink),
}

impl BlackholeShared {
    fn writer(&self) -> BlackholeWriter {
        match self {
            BlackholeShared::Arm0(sink) => BlackholeWriter::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            BlackholeShared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum BlackholeWriter {
    Arm0(weir_blackhole::Writer),
}

///`blackhole`: `into blackhole {}`
struct Blackhole {
    writer: BlackholeWriter,
    blackhole_2: Blackhole2,
}

impl Blackhole {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole.writer(),
            blackhole_2: Blackhole2::new(shared, setup)?,
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: BlackholeRow) {
        match &mut self.writer {
            BlackholeWriter::Arm0(writer) => {
                std::hint::black_box(row.k);
                std::hint::black_box(row.n);
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            BlackholeWriter::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            BlackholeWriter::Arm0(writer) => writer.counts(),
        }
    }
}

///A row on its way into `blackhole.2`.
#[derive(Clone, Copy)]
struct Blackhole2Row {
    n: i64,
}

/// What all workers share of the sink.
enum Blackhole2Shared {
    Arm0(weir_blackhole::Sink),
}

impl Blackhole2Shared {
    fn writer(&self) -> Blackhole2Writer {
        match self {
            Blackhole2Shared::Arm0(sink) => Blackhole2Writer::Arm0(sink.writer()),
        }
    }
    fn output(&self) -> &dyn weir_runtime::sink::Commit {
        match self {
            Blackhole2Shared::Arm0(sink) => sink,
        }
    }
}

/// One worker's way into the sink.
enum Blackhole2Writer {
    Arm0(weir_blackhole::Writer),
}

///`blackhole.2`: `into blackhole {}`
struct Blackhole2 {
    writer: Blackhole2Writer,
}

impl Blackhole2 {
    #[cold]
    #[inline(never)]
    fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Self> {
        Ok(Self {
            writer: shared.blackhole_2.writer(),
        })
    }
    #[inline]
    fn row(&mut self, cx: Cx<'_>, row: Blackhole2Row) {
        match &mut self.writer {
            Blackhole2Writer::Arm0(writer) => {
                std::hint::black_box(row.n);
                writer.end_row(cx);
            }
        }
    }
    /// Passes on what has gathered.
    #[inline(never)]
    fn flush(&mut self, cx: Cx<'_>) {
        match &mut self.writer {
            Blackhole2Writer::Arm0(writer) => writer.flush(cx),
        }
    }
    /// Rows and bytes so far.
    #[inline(never)]
    fn counts(&self) -> (u64, u64) {
        match &self.writer {
            Blackhole2Writer::Arm0(writer) => writer.counts(),
        }
    }
}
