"""What every harvester shares: plan, identity, removal guard, batch writer, supervision."""
