//! Jobs as users have them: built by the library behind `cargo xtask`, run as processes, judged by exit status, stdout and stderr.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::{Duration, Instant};
use weir_cli::build::{Profile, Request, build};
use weir_cli::load::{Show, load};
use weir_cli::workspace::Workspace;
use weir_codegen::emit::Reading;

/// A built job.
pub struct Job {
    /// The binary.
    pub binary: PathBuf,
}

/// What a run of it gave.
#[derive(Debug)]
pub struct Ran {
    /// Exit status; `None`: ended by a signal.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Job {
    /// Builds a pipeline as `build-pipeline` does. The error is what a user would read.
    pub fn build(path: &Path) -> Result<Job, String> {
        Job::built(path, false)
    }

    /// As `build-pipeline --dev`: quicker to compile, slower to run, with the same results.
    pub fn build_dev(path: &Path) -> Result<Job, String> {
        Job::built(path, true)
    }

    /// The same of a path in the repository, for tests that cannot do without it.
    pub fn dev(path: &str) -> Job {
        Job::build_dev(&crate::root().join(path)).unwrap_or_else(|failed| panic!("{failed}"))
    }

    fn built(path: &Path, dev: bool) -> Result<Job, String> {
        let workspace = Workspace::find().map_err(|failed| failed.to_string())?;
        let loaded = load(path, Show::Text).map_err(|failed| format!("{}: {failed}", path.display()))?;
        let request = Request {
            loaded: &loaded,
            dev,
            target_cpu: None,
            reading: Reading::Connectors,
            profile: Profile::None,
        };
        let built = build(&workspace, &request).map_err(|failed| failed.to_string())?;
        Ok(Job { binary: built.binary })
    }

    /// A command line of it, in the repository's folder, with nothing of the environment that would set options.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).current_dir(crate::root());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("WEIR_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// Runs a command line to its end.
    pub fn execute(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output();
        Ran::of(output.unwrap_or_else(|e| panic!("{}: {e}", self.binary.display())))
    }

    /// `run` with parameters.
    pub fn run(&self, settings: &[(&str, &str)]) -> Ran {
        self.run_at(2, settings)
    }

    /// `run` at a parallelism, with parameters. 0: one worker whose rows wait as they do where state is large.
    pub fn run_at(&self, parallelism: usize, settings: &[(&str, &str)]) -> Ran {
        let workers = parallelism.max(1).to_string();
        let mut command = self.command(&["run", "--parallelism", &workers]);
        for (name, value) in settings {
            command.args(["--set", &format!("{name}={value}")]);
        }
        if parallelism == 0 {
            command.env("WEIR_TEST_WAITING_ROWS", "3");
        }
        Ran::of(command.output().unwrap_or_else(|e| panic!("{}: {e}", self.binary.display())))
    }
}

impl Ran {
    /// What a process left behind.
    pub fn of(output: Output) -> Ran {
        Ran {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// What a process leaves behind that is to end within a time; one that hangs is ended, and fails the test.
    pub fn of_child(mut child: Child, within: Duration) -> Ran {
        let asked = Instant::now();
        while child.try_wait().expect("the child is ours").is_none() {
            if asked.elapsed() > within {
                let _ = child.kill();
                panic!("the job still runs after {within:?}");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ran::of(child.wait_with_output().expect("it has ended"))
    }

    /// Asks a process to stop.
    pub fn ask_to_stop(child: &Child) {
        let kill = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        assert!(kill.expect("there is a kill").success());
    }

    /// Fails unless the status was 0.
    pub fn succeeded(&self) -> Result<(), String> {
        match self.status {
            Some(0) => Ok(()),
            status => Err(format!("the job ended with {status:?}: {}", self.stderr)),
        }
    }

    /// The last line on stderr: why a job failed.
    pub fn reason(&self) -> &str {
        self.stderr.lines().last().unwrap_or("")
    }
}
