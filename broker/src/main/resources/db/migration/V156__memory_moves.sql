-- A desktop whose memory is saved moves with it: what desktop.relocation says has a further phase and the memory's volume.

update schema_contract
   set least_node = 156,
       reason = 'An older node would take back a move with saved memory, and leave a second machine on the other host.'
 where least_node < 156;
