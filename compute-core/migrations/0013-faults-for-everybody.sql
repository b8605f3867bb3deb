-- What a fault says is for everybody; the words of hypervisors and programs, which older versions wrote there, are details for administrators.
update compute.server_fault
set message = 'Something went wrong inside of the cloud. Try again; administrators are shown the reason.',
    details = concat_ws(E'\n', 'Something went wrong inside of the cloud. Try again; administrators are shown the reason.', message, details)
where (code in (500, 503) and message not like 'No valid host was found.%')
   or (code = 409 and message like 'Failed to set the password of instance %: %')
   or (code = 501 and message like 'This hypervisor cannot do that: %');

-- The first line of the details is the whole sentence.
update compute.server_fault
set details = concat_ws(E'\n', message, details)
where details not like 'Something went wrong inside of the cloud.%';
