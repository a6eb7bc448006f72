//! Records the storage keys that are read and written, in order.

use std::{cell::RefCell, sync::LazyLock};
use tracing::{
	dispatcher,
	field::{Field, Visit},
	span, Dispatch, Event, Metadata, Subscriber,
};

/// An operation and the storage key that it accessed.
pub type Access = (String, String);

thread_local! {
	static ACCESSES: RefCell<Option<Vec<Access>>> = const { RefCell::new(None) };
}

/// Records the accesses of the current thread.
struct Recorder;

#[derive(Default)]
struct Fields(Access);

impl Visit for Fields {
	fn record_str(&mut self, field: &Field, value: &str) {
		if field.name() == "method" {
			self.0 .0 = value.into();
		}
	}

	fn record_debug(&mut self, field: &Field, value: &dyn core::fmt::Debug) {
		if field.name() == "key" {
			self.0 .1 = format!("{value:?}");
		}
	}
}

impl Subscriber for Recorder {
	fn enabled(&self, metadata: &Metadata<'_>) -> bool {
		metadata.target() == "state"
	}

	fn event(&self, event: &Event<'_>) {
		ACCESSES.with_borrow_mut(|accesses| {
			if let Some(accesses) = accesses {
				let mut fields = Fields::default();
				event.record(&mut fields);
				accesses.push(fields.0);
			}
		});
	}

	fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
		span::Id::from_u64(1)
	}

	fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
	fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
	fn enter(&self, _: &span::Id) {}
	fn exit(&self, _: &span::Id) {}
}

/// Two dispatchers that live as long as the tests. With only one, each log statement caches whether the
/// first thread that reaches it is recording.
static LISTENERS: LazyLock<[Dispatch; 2]> =
	LazyLock::new(|| [Dispatch::new(Recorder), Dispatch::new(Recorder)]);

/// Returns every access to storage that `act` makes.
pub fn record(act: impl FnOnce()) -> Vec<Access> {
	let [listener, _] = &*LISTENERS;
	ACCESSES.set(Some(Vec::new()));
	dispatcher::with_default(listener, act);
	ACCESSES.take().unwrap_or_default()
}
