//! The values of parameters for one run.

use crate::plan::{ParamId, Pipeline};
use crate::value::Value;

/// One value a parameter of the pipeline.
#[derive(Debug, Clone)]
pub struct Settings {
    values: Vec<Option<Value>>,
}

impl Settings {
    /// The defaults, with these set on top.
    pub fn new(pipeline: &Pipeline, set: &[(ParamId, Value)]) -> Self {
        let mut values: Vec<Option<Value>> =
            pipeline.params.iter().map(|param| param.default.clone()).collect();
        for (param, value) in set {
            values[param.0] = Some(value.clone());
        }
        Settings { values }
    }

    /// The value; `None` where the parameter has no default and was not set.
    pub fn get(&self, param: ParamId) -> Option<&Value> {
        self.values[param.0].as_ref()
    }
}
