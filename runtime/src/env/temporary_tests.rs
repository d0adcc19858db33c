//! The life of a file that has its name only once the job has ended well.

use super::*;
use std::io::Write;

/// An empty directory.
fn directory(test: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("weir-temporary-{test}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap().flatten();
    let mut names: Vec<_> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A file with `x` in it, on its way to `target`.
fn written(target: &Path) -> (Temporary, File) {
    let (temporary, mut file) = Temporary::beside(target).unwrap();
    file.write_all(b"x").unwrap();
    (temporary, file)
}

#[test]
fn it_has_its_name_only_once_committed() {
    let directory = directory("life");
    let target = directory.join("out");
    let (mut temporary, file) = written(&target);
    assert!(temporary.path().exists() && !target.exists());
    temporary.pre_commit(&file).unwrap();
    assert!(temporary.path().exists() && !target.exists());
    temporary.commit().unwrap();
    temporary.settle();
    drop(temporary);
    assert_eq!((names(&directory), std::fs::read(&target).unwrap()), (vec!["out".to_owned()], b"x".to_vec()));

    let (temporary, _file) = written(&directory.join("other"));
    drop(temporary);
    assert_eq!(names(&directory), ["out"]);
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn a_commit_can_be_taken_back() {
    let directory = directory("abort");
    let target = directory.join("out");
    for before in [None, Some("old")] {
        if let Some(before) = before {
            std::fs::write(&target, before).unwrap();
        }
        let (mut temporary, file) = written(&target);
        temporary.pre_commit(&file).unwrap();
        temporary.commit().unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"x");
        temporary.abort().unwrap();
        drop(temporary);
        assert_eq!(std::fs::read_to_string(&target).ok().as_deref(), before);
        assert_eq!(names(&directory).len(), usize::from(before.is_some()));
    }
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn a_name_that_has_become_impossible_is_noticed_before_it_is_taken() {
    let directory = directory("impossible");
    let target = directory.join("out");
    let (mut temporary, file) = written(&target);
    std::fs::create_dir(&target).unwrap();
    let error = temporary.pre_commit(&file).unwrap_err().to_string();
    assert!(error.contains("is a directory, expected a file") && error.contains("/out"), "{error}");
    drop(temporary);
    assert_eq!(names(&directory), ["out"]);

    let (mut temporary, file) = written(&directory.join("other"));
    std::fs::remove_dir_all(&directory).unwrap();
    let error = temporary.pre_commit(&file).unwrap_err().to_string();
    assert!(error.contains("cannot be written: No such file or directory"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_file_has_one_name_however_it_is_spelled_and_keeps_who_may_read_it() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = directory("names");
    std::fs::create_dir(folder.join("d")).unwrap();
    let (first, _file) = Temporary::beside(&folder.join("new.csv")).unwrap();
    let again = Temporary::beside(&folder.join("d/../new.csv")).map(|_| ()).unwrap_err();
    assert!(again.to_string().contains("two sinks"), "{again}");
    drop(first);

    let old = folder.join("old.csv");
    std::fs::write(&old, "old").unwrap();
    std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o600)).unwrap();
    symlink("there.csv", folder.join("link.csv")).unwrap();
    for (name, written) in [("old.csv", "old.csv"), ("link.csv", "there.csv")] {
        let (mut temporary, file) = Temporary::beside(&folder.join(name)).unwrap();
        temporary.pre_commit(&file).unwrap();
        temporary.commit().unwrap();
        temporary.settle();
        assert!(std::fs::symlink_metadata(folder.join(written)).unwrap().is_file());
    }
    assert_eq!(std::fs::metadata(&old).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(std::fs::symlink_metadata(folder.join("link.csv")).unwrap().is_symlink());
    std::fs::remove_dir_all(folder).unwrap();
}
