"""Edit propagation: when a clinician edits one section, what must follow in the others, as a proposal.

`propose` names what changed (a side, a drug, a strength, a diagnosis), finds the sentences that state the former
fact of the same subject, and rewords only their words for it. Nothing is written until it is accepted.
"""

from soapstone.propagation.edits import edits_of
from soapstone.propagation.proposal import Edit, Kept, Place, Proposal, SectionProposal
from soapstone.propagation.propose import propose

__all__ = ["Edit", "Kept", "Place", "Proposal", "SectionProposal", "edits_of", "propose"]
