//! The message with which the node fails.

use cairn_node::explain;

#[test]
fn explain_should_name_each_cause_once_when_errors_wrap_each_other() {
	let inner = sc_service::Error::Other("the disk is full".into());
	let outer = sc_cli::Error::Service(inner);
	assert_eq!(explain(&outer).matches("the disk is full").count(), 1);
}
